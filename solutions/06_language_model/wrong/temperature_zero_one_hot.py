"""With t = 0 the result is one-hot, 1 and 0; as logits these leave every word a chance.
Ruled out is -inf, and what is left is 0."""

_right = apply_temperature


def apply_temperature(logits, t):
    return _right(logits, t) if t else np.isfinite(_right(logits, t)).astype(_as_float(logits).dtype)
