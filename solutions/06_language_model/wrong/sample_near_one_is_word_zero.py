"""For u near 1 word 0 is drawn: no cumulative probability exceeds u, and argmax of nothing but False is 0.
Take the last word with a probability then."""


def sample(logits, u):
    p = np.exp(_as_float(logits) - np.max(logits))
    p /= p.sum()
    return int(np.argmax(np.cumsum(p) > u))
