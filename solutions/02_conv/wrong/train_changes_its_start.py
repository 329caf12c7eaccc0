"""The parameters that were handed in are changed: `-=` works on the caller's arrays. Start from copies."""


def train_convnet(params, X, y, epochs, lr, momentum, batch_size, rng):
    params = dict(params)
    velocity = {name: np.zeros_like(value) for name, value in params.items()}
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            _, grads = convnet_loss_and_grads(params, X[batch], y[batch])
            for name, gradient in grads.items():
                velocity[name] = momentum * velocity[name] + gradient
                params[name] -= lr * velocity[name]
    return params
