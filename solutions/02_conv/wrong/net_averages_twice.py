"""The gradient of b3 is N times too small: 1/N is in dlogits already, so sum over the batch."""


def convnet_loss_and_grads(params, X, y):
    logits, caches = _convnet_forward(params, X)
    rows = np.arange(len(y))
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -log_p[rows, y].mean()
    dlogits = np.exp(log_p)
    dlogits[rows, y] -= 1
    dlogits /= len(y)
    grads = {}
    hidden1, conv1, pool1, hidden2, conv2, pool2, flat = caches
    grads["W3"], grads["b3"] = dlogits.T @ flat, dlogits.mean(axis=0)
    dpool = (dlogits @ params["W3"]).reshape(-1, 16, 2, 2)
    dhidden = maxpool2d_backward(dpool, pool2) * (hidden2 > 0)
    dpool, grads["W2"], grads["b2"] = conv2d_backward(dhidden, conv2)
    dhidden = maxpool2d_backward(dpool, pool1) * (hidden1 > 0)
    _, grads["W1"], grads["b1"] = conv2d_backward(dhidden, conv1)
    return loss, grads
