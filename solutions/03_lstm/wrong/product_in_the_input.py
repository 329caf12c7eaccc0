"""The first step's gates are overwritten: `path = f[0]` is a view and `path *= ...` writes into it. Start
from a copy."""


def cell_path_gradient(f):
    (f,) = _as_floats(f)
    path = f[0]
    for gate in f[1:]:
        path *= gate
    return path
