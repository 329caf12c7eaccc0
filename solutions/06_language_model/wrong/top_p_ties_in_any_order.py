"""Of many equally likely words not those with the lower index are kept.
Sort with kind="stable"; numpy's default sort shuffles equal ones in longer arrays."""


def top_p_filter(logits, p):
    logits = _as_float(logits)
    if p >= 1:
        return logits.copy()
    order = np.argsort(-logits)
    weights = np.exp(logits[order] - logits.max())
    reached = np.cumsum(weights / weights.sum()) >= p
    keep = order[: int(np.argmax(reached)) + 1] if reached.any() else order
    filtered = np.full_like(logits, -np.inf)
    filtered[keep] = logits[keep]
    return filtered
