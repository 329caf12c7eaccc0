"""Whoever writes into the bias changes the next answer: the array that is kept is handed out. Return a copy."""

_kept_biases = {}


def alibi_bias(n, Lq, Lk, causal=True):
    if (n, Lq, Lk, causal) not in _kept_biases:
        distance = (np.arange(Lq) + Lk - Lq)[:, None] - np.arange(Lk)
        bias = -alibi_slopes(n)[:, None, None] * np.abs(distance)
        _kept_biases[n, Lq, Lk, causal] = np.where(distance < 0, -np.inf, bias) if causal else bias
    return _kept_biases[n, Lq, Lk, causal]
