"""The argument causal is not looked at: with causal=True later keys get -inf."""


def alibi_bias(n, Lq, Lk, causal=True):
    slope = alibi_slopes(n)[:, None, None]
    distance = (np.arange(Lq) + Lk - Lq)[:, None] - np.arange(Lk)
    bias = -slope * np.abs(distance)
    return bias
