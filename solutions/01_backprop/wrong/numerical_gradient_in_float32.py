"""float32 x gives noise: a step of 1e-5 drowns in float32's rounding, so work on a float64 copy."""


def numerical_gradient(f, x, h=1e-5):
    moved = _as_float(x).copy()
    gradient = np.zeros_like(moved)
    for i in np.ndindex(moved.shape):
        here = moved[i]
        moved[i] = here + h
        above = f(moved)
        moved[i] = here - h
        gradient[i] = (above - f(moved)) / (2 * h)
        moved[i] = here
    return gradient
