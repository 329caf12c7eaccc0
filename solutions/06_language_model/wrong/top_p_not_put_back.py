"""The right number of words is kept, but not the right words: the mask of the sorted order was laid over the unsorted logits.
Put it back in place: filtered[order[:count]] = logits[order[:count]]."""

_right = top_p_filter


def top_p_filter(logits, p):
    logits = _as_float(logits)
    count = int(np.isfinite(_right(logits, p)).sum())
    filtered = logits.copy()
    filtered[count:] = -np.inf
    return filtered
