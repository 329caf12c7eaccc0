"""The sum is right, but padding is counted as tokens.
n_tokens counts targets that are not pad_id."""

_right = nll_from_logits


def nll_from_logits(logits, targets, pad_id=None):
    return _right(logits, targets, pad_id)[0], int(np.size(targets))
