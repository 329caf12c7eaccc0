"""Keys up to the query all have number 0: move the distances up by max_dist before cutting them to 0 ...
2 max_dist.
"""


def relative_index(Lq, Lk, max_dist):
    return np.clip(np.arange(Lk) - np.arange(Lq)[:, None], 0, 2 * max_dist)
