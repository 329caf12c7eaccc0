"""A second call changes what the first one returned: both gave one array, kept between calls or handed in.
Make a new array in every call."""

_sigmoid = sigmoid
_kept = {}


def sigmoid(x):
    result = _sigmoid(x)
    place = _kept.setdefault((result.shape, result.dtype), np.empty_like(result))
    place[...] = result
    return place
