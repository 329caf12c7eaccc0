"""Every value is doubled: the two points lie 2h apart, so divide by 2h."""


def numerical_gradient(f, x, h=1e-5):
    moved = np.array(x, dtype=np.float64)
    gradient = np.zeros(moved.shape)
    for i in np.ndindex(moved.shape):
        here = moved[i]
        moved[i] = here + h
        above = f(moved)
        moved[i] = here - h
        gradient[i] = (above - f(moved)) / h
        moved[i] = here
    return gradient.astype(_as_float(x).dtype)
