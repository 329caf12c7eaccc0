"""A model with dropout is measured while it drops: it stayed in training mode.
Call model.eval() first."""

_right = evaluate_lm


def evaluate_lm(model, source, bptt):
    model.eval, kept = (lambda: model), model.eval
    try:
        return _right(model, source, bptt)
    finally:
        del model.eval
