"""Without examples the gradients of float32 parameters are float64.
Gradients have the dtype of their parameter: np.zeros_like(parameter)."""

_with_examples = nnlm_loss_and_grads


def nnlm_loss_and_grads(params, ctx, y):
    if len(y) == 0:
        return 0.0, {name: np.zeros(value.shape) for name, value in params.items()}
    return _with_examples(params, ctx, y)
