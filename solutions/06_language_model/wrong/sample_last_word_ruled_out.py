"""With u near 1, rounding leads to the last word though it is ruled out.
Take the last word with a probability, or measure u against the sum itself."""


def sample(logits, u):
    logits = _as_float(logits).astype(np.float64)
    p = np.exp(logits - logits.max())
    cumulative = np.cumsum(p / p.sum())
    return min(int(np.searchsorted(cumulative, u, side="right")), len(p) - 1)
