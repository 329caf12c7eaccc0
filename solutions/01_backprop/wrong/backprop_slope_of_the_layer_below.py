"""BP2 takes the slope s'(z) of the layer below; delta_l needs s'(z_l) of layer l itself."""


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
        deltas.insert(
            0,
            sigmoid_backward(
                deltas[0] @ _as_float(weights[l]),
                a[l - 1] if a[l - 1].shape == a[l].shape else a[l - 1][:, :1],
            ),
        )
    nabla_w = [d.T @ before / N for d, before in zip(deltas, a)]
    nabla_b = [d.sum(axis=0) / N for d in deltas]
    return {"loss": loss, "nabla_w": nabla_w, "nabla_b": nabla_b, "deltas": deltas}
