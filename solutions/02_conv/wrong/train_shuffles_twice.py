"""Nothing is learned: images and classes are shuffled with two different permutations, so they no longer
belong together. Draw one order and use it for both."""


def train_convnet(params, X, y, epochs, lr, momentum, batch_size, rng):
    params = {name: value.copy() for name, value in params.items()}
    velocity = {name: np.zeros_like(value) for name, value in params.items()}
    for _ in range(epochs):
        order, other = rng.permutation(len(X)), rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            _, grads = convnet_loss_and_grads(params, X[batch], y[other[start : start + batch_size]])
            for name, gradient in grads.items():
                velocity[name] = momentum * velocity[name] + gradient
                params[name] = params[name] - lr * velocity[name]
    return params
