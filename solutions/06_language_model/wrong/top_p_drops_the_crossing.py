"""The word with which the sum reaches p is ruled out; what is left has less than p.
Keep it."""


def top_p_filter(logits, p):
    logits = _as_float(logits)
    if p >= 1:
        return logits.copy()
    order = np.argsort(-logits, kind="stable")
    weights = np.exp(logits[order] - logits.max())
    count = max(1, int((np.cumsum(weights / weights.sum()) <= p).sum()))
    filtered = np.full_like(logits, -np.inf)
    filtered[order[:count]] = logits[order[:count]]
    return filtered
