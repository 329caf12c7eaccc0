"""The lists run from the last layer to the first; give them in the order of `weights`."""


def sigmoid_net_backprop(weights, biases, X, Y, cost="quadratic"):
    if cost not in ("quadratic", "cross_entropy"):
        raise ValueError("cost must be 'quadratic' or 'cross_entropy'")
    a = [_as_float(X)]
    for W, b in zip(weights, biases):
        z = a[-1] @ _as_float(W).T + b
        a.append(sigmoid(z))
    N = len(a[0])
    delta = a[-1] - Y
    if cost == "quadratic":
        loss = quadratic_cost(a[-1], Y)[0]
        delta = sigmoid_backward(delta, a[-1])
    else:
        loss = bce_with_logits(z, Y, reduction="sum")[0] / N
        pass
    deltas = [delta]
    for l in range(len(weights) - 1, 0, -1):
        deltas.insert(0, sigmoid_backward(deltas[0] @ _as_float(weights[l]), a[l]))
    nabla_w = [d.T @ before / N for d, before in zip(deltas, a)]
    nabla_b = [d.sum(axis=0) / N for d in deltas]
    return {"loss": loss, "nabla_w": nabla_w[::-1], "nabla_b": nabla_b[::-1], "deltas": deltas[::-1]}
