"""The numbers are floats, and a float cannot index a table: give an integer dtype."""


def relative_index(Lq, Lk, max_dist):
    offset = np.arange(Lk) - np.arange(Lq)[:, None]
    return np.clip(offset, -max_dist, max_dist) + float(max_dist)
