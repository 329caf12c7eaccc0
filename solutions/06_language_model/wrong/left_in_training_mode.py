"""The model is in training mode afterwards, although it was in evaluation mode.
Remember model.training and put it back."""

_right = evaluate_lm


def evaluate_lm(model, source, bptt):
    result = _right(model, source, bptt)
    model.train()
    return result
