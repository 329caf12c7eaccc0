"""It writes into the logits it was given.
Work on a copy."""

_right = top_k_filter


def top_k_filter(logits, k):
    filtered = _right(logits, k)
    if isinstance(logits, np.ndarray) and np.issubdtype(logits.dtype, np.floating):
        logits[...] = filtered
        return logits
    return filtered
