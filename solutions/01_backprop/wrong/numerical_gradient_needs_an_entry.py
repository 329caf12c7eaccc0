"""An array without entries fails: the differences are collected in a list, and an empty list cannot be
stacked. Begin with zeros of the shape of x."""


def numerical_gradient(f, x, h=1e-5):
    moved = np.array(x, dtype=np.float64)
    differences = []
    for i in np.ndindex(moved.shape):
        here = moved[i]
        moved[i] = here + h
        above = f(moved)
        moved[i] = here - h
        below = f(moved)
        moved[i] = here
        differences.append(np.asarray((above - below) / (2 * h)))
    return np.stack(differences).reshape(moved.shape).astype(_as_float(x).dtype)
