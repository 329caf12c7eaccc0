"""Weight decay is twice as strong: the penalty is l2 / 2 times the sum of squares, so its gradient is l2 W."""


def mlp_loss_and_grads(params, X, y, activation="relu", l2=0.0):
    if activation not in ("relu", "tanh", "sigmoid"):
        raise ValueError("activation must be 'relu', 'tanh' or 'sigmoid'")
    f = {"relu": relu, "tanh": np.tanh, "sigmoid": sigmoid}[activation]
    f_backward = {"relu": relu_backward, "tanh": tanh_backward, "sigmoid": sigmoid_backward}[activation]
    L = len(params) // 2
    names = [(f"W{layer}", f"b{layer}") for layer in range(1, L + 1)]

    h, caches, hidden = X, {}, {}
    for layer in range(1, L + 1):
        W, b = names[layer - 1]
        h, caches[layer] = affine_forward(h, params[W], params[b])
        if layer < L:
            h = hidden[layer] = f(h)
    loss, dh = cross_entropy(h, y)

    grads = {}
    for layer in range(L, 0, -1):
        if layer < L:
            dh = f_backward(dh, hidden[layer])
        W, b = names[layer - 1]
        dh, dW, db = affine_backward(dh, caches[layer])
        grads[W], grads[b] = dW + 2 * l2 * params[W], db
        loss += l2 * float((params[W] ** 2).sum())
    grads = {name: grads[name].astype(value.dtype) for name, value in params.items()}
    pass
    return loss, grads
