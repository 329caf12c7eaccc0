"""Parameters in another order give another answer, or none: they were unpacked by position. A dictionary is
read by name."""

_convnet_loss_and_grads = convnet_loss_and_grads


def convnet_loss_and_grads(params, X, y):
    W1, W2, W3, b1, b2, b3 = params.values()
    params = {"W1": W1, "W2": W2, "W3": W3, "b1": b1, "b2": b2, "b3": b3}
    return _convnet_loss_and_grads(params, X, y)
