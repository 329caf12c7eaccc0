"""float32 becomes float64: the product begins with np.ones, which is float64 by default. Give it the gates' dtype."""


def cell_path_gradient(f):
    (f,) = _as_floats(f)
    path = np.ones(f.shape[1:])
    for gates in f:
        path = path * gates
    return path
