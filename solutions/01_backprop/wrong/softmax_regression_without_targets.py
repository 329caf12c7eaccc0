"""The one-hot targets are not subtracted: the error is P - Y, not P."""


def grad_softmax_regression(W, X, y):
    X = _as_float(X)
    return softmax(X @ _as_float(W).T).T @ X / len(X)
