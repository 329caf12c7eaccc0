"""float32 scores come back as float64: an array of 0.0 and -inf made by np.where is float64, and so is the sum.
Use np.where(mask, scores, -np.inf), which keeps the scores' dtype."""

_right = masked_softmax


def masked_softmax(scores, mask=None, axis=-1):
    if mask is not None and np.asarray(mask).dtype == bool:
        mask = np.where(mask, 0.0, -np.inf)
    return _right(scores, mask, axis)
