"""The gradient of W3 is transposed: W3 is (10, 64), so it is dlogits^T flat."""

_convnet_loss_and_grads = convnet_loss_and_grads


def convnet_loss_and_grads(params, X, y):
    loss, grads = _convnet_loss_and_grads(params, X, y)
    return loss, grads | {"W3": grads["W3"].T}
