"""The quotient is one-sided, (f(x + h) - f(x)) / h, and its error is of order h: step to both sides."""


def numerical_gradient(f, x, h=1e-5):
    moved = np.array(x, dtype=np.float64)
    gradient = np.zeros(moved.shape)
    for i in np.ndindex(moved.shape):
        here = moved[i]
        moved[i] = here + h
        above = f(moved)
        moved[i] = here
        gradient[i] = (above - f(moved)) / h
    return gradient.astype(_as_float(x).dtype)
