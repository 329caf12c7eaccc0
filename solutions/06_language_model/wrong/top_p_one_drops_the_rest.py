"""p = 1.0 drops words whose probability is too small to change the sum.
1.0 keeps all: treat it before you add anything up."""


def top_p_filter(logits, p):
    logits = _as_float(logits)
    order = np.argsort(-logits, kind="stable")
    weights = np.exp(logits[order] - logits.max())
    reached = np.cumsum(weights / weights.sum()) >= p
    keep = order[: int(np.argmax(reached)) + 1] if reached.any() else order
    filtered = np.full_like(logits, -np.inf)
    filtered[keep] = logits[keep]
    return filtered
