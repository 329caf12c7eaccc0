"""The unlikely words are kept: the sort was ascending.
Take words from the most likely down."""


def top_p_filter(logits, p):
    logits = _as_float(logits)
    if p >= 1:
        return logits.copy()
    order = np.argsort(logits, kind="stable")
    weights = np.exp(logits[order] - logits.max())
    count = int((np.cumsum(weights / weights.sum()) < p).sum()) + 1
    filtered = np.full_like(logits, -np.inf)
    filtered[order[:count]] = logits[order[:count]]
    return filtered
