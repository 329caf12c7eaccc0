"""A second call changes what the first one returned: both wrote into one array that is kept between calls.
Make a new array in every call."""

_maxpool2d_forward = maxpool2d_forward
_kept = {}


def maxpool2d_forward(x, k, stride=None, pad=0):
    result, cache = _maxpool2d_forward(x, k, stride, pad)
    place = _kept.setdefault((result.shape, result.dtype), np.empty_like(result))
    place[...] = result
    return place, cache
