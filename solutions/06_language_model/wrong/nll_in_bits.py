"""The sum is in bits.
Use the natural logarithm."""

_right = nll_from_logits


def nll_from_logits(logits, targets, pad_id=None):
    total, n = _right(logits, targets, pad_id)
    return total / math.log(2), n
