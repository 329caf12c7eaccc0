"""Every step is made with the old velocity, so the first one goes nowhere: add the gradient to the velocity
first."""


def train_convnet(params, X, y, epochs, lr, momentum, batch_size, rng):
    params = {name: value.copy() for name, value in params.items()}
    velocity = {name: np.zeros_like(value) for name, value in params.items()}
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            _, grads = convnet_loss_and_grads(params, X[batch], y[batch])
            for name, gradient in grads.items():
                params[name] = params[name] - lr * velocity[name]
                velocity[name] = momentum * velocity[name] + gradient
    return params
