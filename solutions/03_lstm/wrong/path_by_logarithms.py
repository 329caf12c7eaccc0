"""A warning: a shut gate has no logarithm, log(0) divides by zero. Multiply the gates themselves."""


def cell_path_gradient(f):
    (f,) = _as_floats(f)
    return np.exp(np.log(f).sum(axis=0))
