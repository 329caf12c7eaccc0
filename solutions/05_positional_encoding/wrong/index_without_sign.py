"""Earlier keys have the numbers of later ones: the distance j - i keeps its sign."""


def relative_index(Lq, Lk, max_dist):
    offset = np.abs(np.arange(Lk) - np.arange(Lq)[:, None])
    return np.clip(offset, -max_dist, max_dist) + max_dist
