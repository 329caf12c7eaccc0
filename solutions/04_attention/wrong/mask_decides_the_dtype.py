"""Scores in float64 become float32 when the float mask is float32.
float32 and float64 together give float64: scores + mask does it by itself."""

_right = masked_softmax


def masked_softmax(scores, mask=None, axis=-1):
    weights = _right(scores, mask, axis)
    if mask is not None and np.asarray(mask).dtype != bool:
        weights = weights.astype(np.asarray(mask).dtype)
    return weights
