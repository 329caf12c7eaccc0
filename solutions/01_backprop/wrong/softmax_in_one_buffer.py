"""A second call changes what the first one returned: both gave one array, kept between calls or handed in.
Make a new array in every call."""

_softmax = softmax
_kept = {}


def softmax(z, axis=-1):
    result = _softmax(z, axis)
    place = _kept.setdefault((result.shape, result.dtype), np.empty_like(result))
    place[...] = result
    return place
