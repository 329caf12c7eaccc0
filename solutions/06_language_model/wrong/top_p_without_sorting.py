"""Words are taken by their numbers, not by their probabilities.
Sort first, the most likely in front."""


def top_p_filter(logits, p):
    logits = _as_float(logits)
    if p >= 1:
        return logits.copy()
    weights = np.exp(logits - logits.max())
    filtered = logits.copy()
    filtered[int((np.cumsum(weights / weights.sum()) < p).sum()) + 1 :] = -np.inf
    return filtered
