"""It is right for as many queries as keys. Here queries and keys both count from 0 (only ALiBi moves the
queries to the end): plain j - i.
"""


def relative_index(Lq, Lk, max_dist):
    offset = np.arange(Lk) - (np.arange(Lq) + Lk - Lq)[:, None]
    return np.clip(offset, -max_dist, max_dist) + max_dist
