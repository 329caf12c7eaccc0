"""A second call changes what the first one returned: both gave one array, kept between calls or handed in.
Make a new array in every call."""

_softmax_jacobian = softmax_jacobian
_kept = {}


def softmax_jacobian(p):
    result = _softmax_jacobian(p)
    place = _kept.setdefault((result.shape, result.dtype), np.empty_like(result))
    place[...] = result
    return place
