"""Blocked keys keep some weight: a score multiplied by 0 is 0, and exp(0) is 1.
A blocked score must become -inf."""

_right = masked_softmax


def masked_softmax(scores, mask=None, axis=-1):
    if mask is not None and np.asarray(mask).dtype == bool:
        return _right(scores * np.asarray(mask), None, axis)
    return _right(scores, mask, axis)
