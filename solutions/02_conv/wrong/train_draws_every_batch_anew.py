"""Some images come several times in an epoch and others not at all: every batch is drawn on its own. Draw one
order of all images for an epoch and cut it into batches."""


def train_convnet(params, X, y, epochs, lr, momentum, batch_size, rng):
    params = {name: value.copy() for name, value in params.items()}
    velocity = {name: np.zeros_like(value) for name, value in params.items()}
    for _ in range(epochs):
        for start in range(0, len(X), batch_size):
            batch = rng.permutation(len(X))[: min(batch_size, len(X) - start)]
            _, grads = convnet_loss_and_grads(params, X[batch], y[batch])
            for name, gradient in grads.items():
                velocity[name] = momentum * velocity[name] + gradient
                params[name] = params[name] - lr * velocity[name]
    return params
