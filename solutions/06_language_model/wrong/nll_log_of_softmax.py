"""inf where an unlikely word came: its softmax underflows to 0 and the logarithm of that is -inf.
Do not form the softmax; log softmax is the logit minus the log of the sum."""


def nll_from_logits(logits, targets, pad_id=None):
    logits, targets = np.asarray(logits), np.asarray(targets)
    logits, targets = logits.reshape(-1, logits.shape[-1]), targets.reshape(-1)
    if pad_id is not None:
        logits, targets = logits[targets != pad_id], targets[targets != pad_id]
    logits = logits.astype(np.float64)
    p = np.exp(logits - logits.max(axis=-1, keepdims=True))
    p /= p.sum(axis=-1, keepdims=True)
    return float(-np.log(p[np.arange(len(targets)), targets]).sum()), len(targets)
