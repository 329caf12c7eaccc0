"""Rows far below the largest score of the array become 0 or NaN: all their exponentials vanish.
Subtract each row's own maximum (axis=axis, keepdims=True)."""


def masked_softmax(scores, mask=None, axis=-1):
    scores = _as_float(scores)
    if mask is not None:
        mask = np.asarray(mask)
        scores = np.where(mask, scores, -np.inf) if mask.dtype == bool else scores + mask
    top = scores.max(initial=-np.inf)
    powers = np.exp(scores - (0 if top == -np.inf else top))
    total = powers.sum(axis=axis, keepdims=True)
    return powers / np.where(total == 0, 1, total)
