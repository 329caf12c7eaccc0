"""A second call changes what the first one returned: both wrote into one array that is kept between calls.
Make a new array in every call."""

_conv2d_forward = conv2d_forward
_kept = {}


def conv2d_forward(x, w, b, stride=1, pad=0, dilation=1):
    result, cache = _conv2d_forward(x, w, b, stride, pad, dilation)
    place = _kept.setdefault((result.shape, result.dtype), np.empty_like(result))
    place[...] = result
    return place, cache
