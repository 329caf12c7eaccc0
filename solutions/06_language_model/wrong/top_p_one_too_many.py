"""When the sum is exactly p one more word is kept.
Stop at the first sum >= p."""


def top_p_filter(logits, p):
    logits = _as_float(logits)
    if p >= 1:
        return logits.copy()
    order = np.argsort(-logits, kind="stable")
    weights = np.exp(logits[order] - logits.max())
    count = int((np.cumsum(weights / weights.sum()) <= p).sum()) + 1
    filtered = np.full_like(logits, -np.inf)
    filtered[order[:count]] = logits[order[:count]]
    return filtered
