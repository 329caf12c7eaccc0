"""E's gradient has the wrong size for words that come more than once: it was divided by how often they come.
The gradients of all occurrences add up."""

_right = nnlm_loss_and_grads


def nnlm_loss_and_grads(params, ctx, y):
    loss, grads = _right(params, ctx, y)
    times = np.bincount(np.asarray(ctx).ravel(), minlength=len(params["E"]))[:, None]
    grads["E"] = (grads["E"] / np.maximum(times, 1)).astype(grads["E"].dtype)
    return loss, grads
