"""With t = 0 several equal largest logits are all left.
One is: that with the lowest index."""

_right = apply_temperature


def apply_temperature(logits, t):
    if t:
        return _right(logits, t)
    logits = _as_float(logits)
    return np.where(logits == logits.max(), 0, -np.inf).astype(logits.dtype)
