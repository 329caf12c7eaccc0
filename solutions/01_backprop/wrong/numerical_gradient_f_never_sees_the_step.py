"""The gradient is 0 everywhere: f does not see the step. Call it with the array that is shifted, of floats."""


def numerical_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=np.float64)
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        values = []
        for step in (h, -h):
            moved = x.copy()
            moved[i] += step
            values.append(f(x))
        gradient[i] = (values[0] - values[1]) / (2 * h)
    return gradient
