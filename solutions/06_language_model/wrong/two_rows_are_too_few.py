"""A text of two rows is refused, though its second row can be measured.
Only below two rows is there nothing to guess."""

_evaluate = evaluate_lm


def evaluate_lm(model, source, bptt):
    if len(source) <= 2:
        raise ValueError("nothing to guess")
    return _evaluate(model, source, bptt)
