"""Far keys get numbers outside 0 ... 2 max_dist: clip j - i on both sides before adding max_dist."""


def relative_index(Lq, Lk, max_dist):
    offset = np.arange(Lk) - np.arange(Lq)[:, None]
    return offset + max_dist
