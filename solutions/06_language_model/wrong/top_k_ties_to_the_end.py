"""Of equal logits those with the higher indices are kept: an ascending sort was read from its end.
Sort the negative logits with kind="stable"."""


def top_k_filter(logits, k):
    logits = _as_float(logits)
    keep = np.argsort(logits, kind="stable")[::-1][:k]
    filtered = np.full_like(logits, -np.inf)
    filtered[keep] = logits[keep]
    return filtered
