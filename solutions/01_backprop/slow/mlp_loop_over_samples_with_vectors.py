"""Right, but every sample takes its own way forward and back as a vector: matrices of all rows do it at once."""


def mlp_loss_and_grads(params, X, y, activation="relu", l2=0.0):
    if activation not in ("relu", "tanh", "sigmoid"):
        raise ValueError("activation must be 'relu', 'tanh' or 'sigmoid'")
    f = {"relu": relu, "tanh": np.tanh, "sigmoid": sigmoid}[activation]
    f_backward = {"relu": relu_backward, "tanh": tanh_backward, "sigmoid": sigmoid_backward}[activation]
    L, N = len(params) // 2, len(X)
    loss, grads = 0.0, {name: np.zeros(value.shape) for name, value in params.items()}
    for x, target in zip(X, y):
        h = [x]
        for layer in range(1, L + 1):
            z = params[f"W{layer}"] @ h[-1] + params[f"b{layer}"]
            h.append(f(z) if layer < L else z)
        log_p = log_softmax(z)
        loss -= float(log_p[target]) / N
        delta = np.exp(log_p)
        delta[target] -= 1
        for layer in range(L, 0, -1):
            grads[f"W{layer}"] += np.outer(delta, h[layer - 1]) / N
            grads[f"b{layer}"] += delta / N
            if layer > 1:
                delta = f_backward(delta @ params[f"W{layer}"], h[layer - 1])
    for layer in range(1, L + 1):
        W = params[f"W{layer}"]
        loss += l2 / 2 * float((W * W).sum())
        grads[f"W{layer}"] += l2 * W
    return loss, {name: grads[name].astype(value.dtype) for name, value in params.items()}
