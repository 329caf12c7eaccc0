"""float32 logits become float64: t was made a numpy float64 scalar.
Divide by a Python float."""

_right = apply_temperature


def apply_temperature(logits, t):
    return _right(logits, t) if t == 0 else _as_float(logits) / np.float64(t)
