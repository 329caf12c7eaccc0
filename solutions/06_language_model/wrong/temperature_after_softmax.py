"""The probabilities were divided by t; that changes nothing but their sum.
Divide the logits, before any softmax."""

_right = apply_temperature


def apply_temperature(logits, t):
    if t == 0:
        return _right(logits, t)
    logits = _as_float(logits)
    p = np.exp(logits - logits.max())
    return p / p.sum() / float(t)
