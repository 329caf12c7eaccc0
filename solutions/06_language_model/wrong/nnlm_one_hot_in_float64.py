"""float32 parameters get float64 gradients: np.zeros or np.eye made a float64 array on the way.
Make arrays of the parameter's dtype, np.zeros_like(E)."""

_right = nnlm_loss_and_grads


def nnlm_loss_and_grads(params, ctx, y):
    loss, grads = _right(params, ctx, y)
    return loss, {**grads, "E": grads["E"].astype(np.float64)}
