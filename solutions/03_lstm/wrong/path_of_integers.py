"""Gates that are integers give integers. They are computed in float64; `_as_floats` does this."""


def cell_path_gradient(f):
    return f.prod(axis=0)
