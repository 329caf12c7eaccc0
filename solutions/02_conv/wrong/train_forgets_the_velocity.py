"""The velocities begin at 0 again in every epoch; make them once, before the loop."""


def train_convnet(params, X, y, epochs, lr, momentum, batch_size, rng):
    params = {name: value.copy() for name, value in params.items()}
    for _ in range(epochs):
        velocity = {name: np.zeros_like(value) for name, value in params.items()}
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            _, grads = convnet_loss_and_grads(params, X[batch], y[batch])
            for name, gradient in grads.items():
                velocity[name] = momentum * velocity[name] + gradient
                params[name] = params[name] - lr * velocity[name]
    return params
