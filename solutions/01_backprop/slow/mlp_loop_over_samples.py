"""Right, but one sample at a time: give the whole batch to every layer, x @ W.T does all rows at once."""

_whole_batch = mlp_loss_and_grads


def mlp_loss_and_grads(params, X, y, activation="relu", l2=0.0):
    N = len(X)
    loss, _ = 0.0, None
    total = {name: np.zeros(value.shape) for name, value in params.items()}
    for n in range(N):
        one, grads = _whole_batch(params, X[n : n + 1], y[n : n + 1], activation, l2)
        loss += one / N
        for name in total:
            total[name] += grads[name] / N
    return loss, {name: total[name].astype(value.dtype) for name, value in params.items()}
