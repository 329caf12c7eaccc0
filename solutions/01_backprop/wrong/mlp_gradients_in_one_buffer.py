"""A second call changes the gradients that the first one returned: both wrote into arrays that are kept
between calls. Make new arrays in every call."""

_mlp_loss_and_grads = mlp_loss_and_grads
_kept = {}


def mlp_loss_and_grads(params, X, y, activation="relu", l2=0.0):
    loss, grads = _mlp_loss_and_grads(params, X, y, activation, l2)
    for name, gradient in grads.items():
        place = _kept.setdefault((name, gradient.shape, gradient.dtype), np.empty_like(gradient))
        place[...] = gradient
        grads[name] = place
    return loss, grads
