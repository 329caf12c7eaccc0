"""A query without any allowed key gets equal weights 1/S, and very negative scores lose against blocked ones:
-1e9 is only a small number. Fill with -inf, and let a row without allowed keys be 0."""


def masked_softmax(scores, mask=None, axis=-1):
    scores = _as_float(scores)
    if mask is not None:
        mask = np.asarray(mask)
        scores = np.where(mask, scores, -1e9) if mask.dtype == bool else np.maximum(scores + mask, -1e9)
    scores = np.where(np.isinf(scores), -1e9, scores)
    powers = np.exp(scores - scores.max(axis=axis, keepdims=True, initial=-np.inf))
    return powers / powers.sum(axis=axis, keepdims=True)
