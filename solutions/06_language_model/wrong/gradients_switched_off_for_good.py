"""After evaluating, torch records no gradients any more.
Use `with torch.no_grad():`, which switches them on again at its end."""

_evaluate = evaluate_lm


def evaluate_lm(model, source, bptt):
    torch.set_grad_enabled(False)
    return _evaluate(model, source, bptt)
