"""A float mask blocks what it should keep: its 0 was taken for False.
Look at the mask's dtype: np.where for a boolean mask, a plain sum for a float mask."""

_right = masked_softmax


def masked_softmax(scores, mask=None, axis=-1):
    return _right(scores, None if mask is None else np.asarray(mask).astype(bool), axis)
