"""t = 0 divides by zero.
It is the limit: 0 at the largest logit, -inf elsewhere."""


def apply_temperature(logits, t):
    return _as_float(logits) / float(t)
