"""Exactly at a boundary the word before is drawn.
The cumulative probability must exceed u: side="right", or np.argmax(cumulative > u)."""


def sample(logits, u):
    logits = _as_float(logits).astype(np.float64)
    cumulative = np.cumsum(np.exp(logits - logits.max()))
    return int(np.searchsorted(cumulative, u * cumulative[-1], side="left"))
