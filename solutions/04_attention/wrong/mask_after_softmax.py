"""The allowed weights sum to less than 1: blocked keys took their share in the softmax before they were set to 0.
Block the scores (-inf) before the softmax, so that the sum runs over allowed keys only."""


def masked_softmax(scores, mask=None, axis=-1):
    scores = _as_float(scores)
    keep = 1.0
    if mask is not None:
        mask = np.asarray(mask)
        if mask.dtype == bool:
            keep = mask
        else:
            scores = scores + mask
    top = scores.max(axis=axis, keepdims=True, initial=-np.inf)
    powers = np.exp(scores - np.where(top == -np.inf, 0, top))
    total = powers.sum(axis=axis, keepdims=True)
    return powers / np.where(total == 0, 1, total) * keep
