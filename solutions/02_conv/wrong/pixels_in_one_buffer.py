"""A second call changes what the first one returned: both added into one array that is kept between calls.
Make a new array of zeros in every call."""

_col2im = col2im
_kept = {}


def col2im(cols, x_shape, kh, kw, stride=1, pad=0, dilation=1):
    result = _col2im(cols, x_shape, kh, kw, stride, pad, dilation)
    place = _kept.setdefault((result.shape, result.dtype), np.empty_like(result))
    place[...] = result
    return place
