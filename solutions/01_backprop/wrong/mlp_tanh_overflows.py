"""tanh made of e^x becomes infinity over infinity for large numbers: np.tanh does not."""


def mlp_loss_and_grads(params, X, y, activation="relu", l2=0.0):
    if activation not in ("relu", "tanh", "sigmoid"):
        raise ValueError("activation must be 'relu', 'tanh' or 'sigmoid'")

    def tanh(z):
        up, down = np.exp(z), np.exp(-z)
        return (up - down) / (up + down)

    f = {"relu": relu, "tanh": tanh, "sigmoid": sigmoid}[activation]
    f_backward = {"relu": relu_backward, "tanh": tanh_backward, "sigmoid": sigmoid_backward}[activation]
    L = len(params) // 2
    h, caches, hidden = X, {}, {}
    for layer in range(1, L + 1):
        h, caches[layer] = affine_forward(h, params[f"W{layer}"], params[f"b{layer}"])
        if layer < L:
            h = hidden[layer] = f(h)
    loss, dh = cross_entropy(h, y)
    grads = {}
    for layer in range(L, 0, -1):
        if layer < L:
            dh = f_backward(dh, hidden[layer])
        W = params[f"W{layer}"]
        dh, dW, grads[f"b{layer}"] = affine_backward(dh, caches[layer])
        grads[f"W{layer}"] = dW + l2 * W
        loss += l2 / 2 * float((W * W).sum())
    return loss, {name: grads[name].astype(value.dtype) for name, value in params.items()}
