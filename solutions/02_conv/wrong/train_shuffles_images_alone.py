"""Images lose their classes: X is put in a new order and y is not. Index both with the same permutation."""


def train_convnet(params, X, y, epochs, lr, momentum, batch_size, rng):
    params = {name: value.copy() for name, value in params.items()}
    velocity = {name: np.zeros_like(value) for name, value in params.items()}
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            _, grads = convnet_loss_and_grads(params, X[batch], y[start : start + batch_size])
            for name, gradient in grads.items():
                velocity[name] = momentum * velocity[name] + gradient
                params[name] = params[name] - lr * velocity[name]
    return params
