"""For another number of heads it returns the bias of an earlier call of the same lengths: what is kept must be kept
for all arguments."""

_kept_biases = {}


def alibi_bias(n, Lq, Lk, causal=True):
    if (Lq, Lk, causal) not in _kept_biases:
        distance = (np.arange(Lq) + Lk - Lq)[:, None] - np.arange(Lk)
        bias = -alibi_slopes(n)[:, None, None] * np.abs(distance)
        _kept_biases[Lq, Lk, causal] = np.where(distance < 0, -np.inf, bias) if causal else bias
    return _kept_biases[Lq, Lk, causal].copy()
