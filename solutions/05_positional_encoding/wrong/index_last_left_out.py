"""The largest number never comes: unlike a range, clip includes its upper end, so cut at max_dist and not at
max_dist - 1.
"""


def relative_index(Lq, Lk, max_dist):
    offset = np.arange(Lk) - np.arange(Lq)[:, None]
    return np.clip(offset, -max_dist, max_dist - 1) + max_dist
