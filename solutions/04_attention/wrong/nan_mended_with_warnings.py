"""The weights are right, but on the way 0/0 or inf - inf happened and was mended with nan_to_num.
Avoid it: subtract 0 where the row's maximum is -inf, and divide by 1 where its sum is 0."""


def masked_softmax(scores, mask=None, axis=-1):
    scores = _as_float(scores)
    if mask is not None:
        mask = np.asarray(mask)
        scores = np.where(mask, scores, -np.inf) if mask.dtype == bool else scores + mask
    powers = np.exp(scores - scores.max(axis=axis, keepdims=True, initial=-np.inf))
    return np.nan_to_num(powers / powers.sum(axis=axis, keepdims=True))
