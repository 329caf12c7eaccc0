"""Distances beyond 127 wrap around: int8 is too small for them. Use numpy's default integers."""


def relative_index(Lq, Lk, max_dist):
    offset = (np.arange(Lk) - np.arange(Lq)[:, None]).astype(np.int8).astype(np.int64)
    return np.clip(offset, -max_dist, max_dist) + max_dist
