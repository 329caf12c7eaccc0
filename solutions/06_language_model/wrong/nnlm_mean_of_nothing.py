"""NaN or a division by zero without examples.
The loss is 0.0 and the gradients are zeros."""

_right = nnlm_loss_and_grads


def nnlm_loss_and_grads(params, ctx, y):
    if len(y) == 0:
        return float(np.zeros(0).mean()), {name: np.zeros_like(value) for name, value in params.items()}
    return _right(params, ctx, y)
