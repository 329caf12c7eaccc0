"""Where a value before ReLU is exactly 0 a gradient passes: its slope is 0 there. Write > 0, not >= 0."""

_convnet_loss_and_grads = convnet_loss_and_grads


def convnet_loss_and_grads(params, X, y):
    logits, caches = _convnet_forward(params, X)
    hidden1, conv1, pool1, hidden2, conv2, pool2, flat = caches
    rows = np.arange(len(y))
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    dlogits = np.exp(log_p)
    dlogits[rows, y] -= 1
    dlogits /= len(y)
    before1, _ = conv2d_forward(X, params["W1"], params["b1"], pad=1)
    pooled, _ = maxpool2d_forward(hidden1, 2)
    before2, _ = conv2d_forward(pooled, params["W2"], params["b2"], pad=1)
    grads = {"W3": dlogits.T @ flat, "b3": dlogits.sum(axis=0)}
    dpool = (dlogits @ params["W3"]).reshape(-1, 16, 2, 2)
    dhidden = maxpool2d_backward(dpool, pool2) * (before2 >= 0)
    dpool, grads["W2"], grads["b2"] = conv2d_backward(dhidden, conv2)
    dhidden = maxpool2d_backward(dpool, pool1) * (before1 >= 0)
    _, grads["W1"], grads["b1"] = conv2d_backward(dhidden, conv1)
    return -log_p[rows, y].mean(), grads
