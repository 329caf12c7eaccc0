"""A query is forbidden to look at its own position: only keys behind it, j > i + Lk - Lq, get -inf."""


def alibi_bias(n, Lq, Lk, causal=True):
    slope = alibi_slopes(n)[:, None, None]
    distance = (np.arange(Lq) + Lk - Lq)[:, None] - np.arange(Lk)
    bias = -slope * np.abs(distance)
    return np.where(distance <= 0, -np.inf, bias) if causal else bias
