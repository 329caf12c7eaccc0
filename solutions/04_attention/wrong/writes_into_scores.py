"""The caller's scores are changed by the call: `scores -= ...` or `scores[~mask] = ...` writes into them.
Make a new array: scores = np.where(mask, scores, -np.inf)."""

_right = masked_softmax


def masked_softmax(scores, mask=None, axis=-1):
    if isinstance(scores, np.ndarray) and scores.dtype.kind == "f" and scores.size:
        if mask is not None and mask.dtype == bool:
            scores[~np.broadcast_to(mask, scores.shape)] = -np.inf
        else:
            top = scores.max(axis=axis, keepdims=True)
            scores -= np.where(top == -np.inf, 0, top)
    return _right(scores, mask, axis)
