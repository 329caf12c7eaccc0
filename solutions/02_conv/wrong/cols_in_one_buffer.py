"""A second call changes what the first one returned: both wrote into one array that is kept between calls.
Make a new array in every call."""

_im2col = im2col
_kept = {}


def im2col(x, kh, kw, stride=1, pad=0, dilation=1):
    result = _im2col(x, kh, kw, stride, pad, dilation)
    place = _kept.setdefault((result.shape, result.dtype), np.empty_like(result))
    place[...] = result
    return place
