"""The count is right, but padding is in the sum.
Leave its nll out."""


def nll_from_logits(logits, targets, pad_id=None):
    logits, targets = np.asarray(logits, float), np.asarray(targets)
    logits, targets = logits.reshape(-1, logits.shape[-1]), targets.reshape(-1)
    n = len(targets) if pad_id is None else int((targets != pad_id).sum())
    inside = np.clip(targets, -logits.shape[-1], logits.shape[-1] - 1)
    shifted = logits - logits.max(axis=-1, keepdims=True)
    nll = np.log(np.exp(shifted).sum(axis=-1)) - shifted[np.arange(len(targets)), inside]
    return float(nll.sum()), n
