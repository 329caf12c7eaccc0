"""With another axis than the last, the mask is turned along with the scores although it has fewer axes than
they: a mask is lined up with the scores from their last axis, so broadcast it to their shape first."""


def masked_softmax(scores, mask=None, axis=-1):
    scores = np.moveaxis(_as_float(scores), axis, -1)
    if mask is not None:
        mask = np.asarray(mask)
        if mask.ndim == scores.ndim:
            mask = np.moveaxis(mask, axis, -1)
        scores = np.where(mask, scores, -np.inf) if mask.dtype == bool else scores + mask
    top = scores.max(axis=-1, keepdims=True, initial=-np.inf)
    powers = np.exp(scores - np.where(top == -np.inf, 0, top))
    total = powers.sum(axis=-1, keepdims=True)
    return np.moveaxis(powers / np.where(total == 0, 1, total), -1, axis)
