"""With float32 logits the sum is a little off: float32 has 7 digits, and the sum of many terms needs more.
Add up in float64: .sum(dtype=np.float64)."""


def nll_from_logits(logits, targets, pad_id=None):
    logits, targets = _as_float(logits), np.asarray(targets)
    logits, targets = logits.reshape(-1, logits.shape[-1]), targets.reshape(-1)
    if pad_id is not None:
        logits, targets = logits[targets != pad_id], targets[targets != pad_id]
    logits = logits - logits.max(axis=-1, keepdims=True)
    nll = np.log(np.exp(logits).sum(axis=-1)) - logits[np.arange(len(targets)), targets]
    return float(np.sum(nll)), len(targets)
