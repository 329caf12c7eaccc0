"""The numbers run the other way: they grow from key to key, so it is j - i, key minus query."""


def relative_index(Lq, Lk, max_dist):
    offset = np.arange(Lk) - np.arange(Lq)[:, None]
    return np.clip(-offset, -max_dist, max_dist) + max_dist
