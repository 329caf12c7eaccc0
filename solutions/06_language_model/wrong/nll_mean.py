"""The mean is returned, not the sum.
Means of batches cannot be added up; sums and counts can."""

_right = nll_from_logits


def nll_from_logits(logits, targets, pad_id=None):
    total, n = _right(logits, targets, pad_id)
    return total / max(1, n), n
