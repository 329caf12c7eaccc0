"""A second call changes the gradients that the first one returned: both wrote into arrays that are kept
between calls. Make new arrays in every call."""

_convnet_loss_and_grads = convnet_loss_and_grads
_kept = {}


def convnet_loss_and_grads(params, X, y):
    loss, grads = _convnet_loss_and_grads(params, X, y)
    for name, gradient in grads.items():
        _kept.setdefault((name, gradient.dtype), np.empty_like(gradient))[...] = gradient
    return loss, {name: _kept[name, gradient.dtype] for name, gradient in grads.items()}
