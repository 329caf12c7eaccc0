"""The model is in evaluation mode afterwards, although it was in training mode.
Remember model.training and restore it."""

_right = evaluate_lm


def evaluate_lm(model, source, bptt):
    result = _right(model, source, bptt)
    model.eval()
    return result
