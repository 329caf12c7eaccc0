"""pad_id = 0 does nothing: `if pad_id` is False for 0.
Ask `if pad_id is not None`."""

_right = nll_from_logits


def nll_from_logits(logits, targets, pad_id=None):
    return _right(logits, targets, pad_id or None)
