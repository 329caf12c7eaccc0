"""A finite bias such as -1e9 is taken for a block: keys that all carry it get weight 0 instead of equal weights.
Only -inf blocks; add every finite bias to the scores."""

_right = masked_softmax


def masked_softmax(scores, mask=None, axis=-1):
    if mask is not None and np.asarray(mask).dtype != bool:
        mask = np.where(np.asarray(mask) <= -1e9, -np.inf, mask).astype(mask.dtype)
    return _right(scores, mask, axis)
