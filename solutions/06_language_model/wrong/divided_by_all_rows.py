"""A little too low: the nll was divided by all tokens of the text.
The first row is not predicted: (L - 1) N tokens are."""

_right = evaluate_lm


def evaluate_lm(model, source, bptt):
    nll, _ = _right(model, source, bptt)
    nll *= (len(source) - 1) / len(source)
    return nll, math.exp(nll)
