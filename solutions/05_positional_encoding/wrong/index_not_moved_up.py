"""There are negative numbers, which index a table from its end: add max_dist after clipping."""


def relative_index(Lq, Lk, max_dist):
    offset = np.arange(Lk) - np.arange(Lq)[:, None]
    return np.clip(offset, -max_dist, max_dist)
