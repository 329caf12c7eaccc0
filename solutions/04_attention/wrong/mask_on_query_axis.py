"""Whole queries are blocked instead of keys: the mask lies on the wrong axis.
Its last axis belongs to the keys already; do not transpose it."""

_right = masked_softmax


def masked_softmax(scores, mask=None, axis=-1):
    if mask is not None and np.ndim(mask) > 1:
        mask = np.swapaxes(mask, -1, -2)
    return _right(scores, mask, axis)
