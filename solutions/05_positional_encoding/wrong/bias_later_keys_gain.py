"""With causal=False later keys get a bias above 0: take the absolute value of the distance."""


def alibi_bias(n, Lq, Lk, causal=True):
    slope = alibi_slopes(n)[:, None, None]
    distance = (np.arange(Lq) + Lk - Lq)[:, None] - np.arange(Lk)
    bias = -slope * distance
    return np.where(distance < 0, -np.inf, bias) if causal else bias
