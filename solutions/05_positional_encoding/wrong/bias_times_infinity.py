"""There are NaNs: a mask of 0 and 1 was multiplied by infinity, and 0 times infinity is not a number. Choose
with np.where.
"""


def alibi_bias(n, Lq, Lk, causal=True):
    slope = alibi_slopes(n)[:, None, None]
    distance = (np.arange(Lq) + Lk - Lq)[:, None] - np.arange(Lk)
    bias = -slope * np.abs(distance)
    return bias - (distance < 0) * np.inf if causal else bias
