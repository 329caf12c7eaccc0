"""A second call changes what the first one returned: both gave one array, kept between calls or handed in.
Make a new array in every call."""

_affine_forward = affine_forward
_kept = {}


def affine_forward(x, W, b):
    result, cache = _affine_forward(x, W, b)
    place = _kept.setdefault((result.shape, result.dtype), np.empty_like(result))
    place[...] = result
    return place, cache
