"""The weights lie exactly on the keys that should be blocked: the mask is read the other way round.
Here True means "may take part"; fill with -inf where the mask is False."""

_right = masked_softmax


def masked_softmax(scores, mask=None, axis=-1):
    if mask is not None and np.asarray(mask).dtype == bool:
        mask = ~np.asarray(mask)
    return _right(scores, mask, axis)
