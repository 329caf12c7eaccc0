"""A second call changes what the first one returned: both wrote into one array that is kept between calls.
Make a new one in every call."""

_kept = {}


def cell_path_gradient(f):
    (f,) = _as_floats(f)
    place = _kept.setdefault((f.shape[1:], f.dtype), np.empty(f.shape[1:], f.dtype))
    return np.prod(f, axis=0, out=place)
