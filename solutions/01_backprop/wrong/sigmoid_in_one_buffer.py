"""A second call changes what the first one returned: both wrote into one array that is kept between calls.
Make a new array in every call."""

_sigmoid = sigmoid
_kept = {}


def sigmoid(x):
    result = _sigmoid(x)
    place = _kept.setdefault((result.shape, result.dtype), np.empty_like(result))
    place[...] = result
    return place
