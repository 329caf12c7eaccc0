"""All weights are a little too small: a small number was added to the sum against division by 0.
After subtracting the maximum the sum is at least 1; only a row without allowed keys needs care."""


def masked_softmax(scores, mask=None, axis=-1):
    scores = _as_float(scores)
    if mask is not None:
        mask = np.asarray(mask)
        scores = np.where(mask, scores, -np.inf) if mask.dtype == bool else scores + mask
    top = scores.max(axis=axis, keepdims=True, initial=-np.inf)
    powers = np.exp(scores - np.where(top == -np.inf, 0, top))
    return powers / (powers.sum(axis=axis, keepdims=True) + 1e-6)
