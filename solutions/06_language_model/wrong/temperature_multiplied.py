"""Small t flattens and large t sharpens: the logits were multiplied by t.
Divide."""

_right = apply_temperature


def apply_temperature(logits, t):
    return _right(logits, 1 / t if t else t)
