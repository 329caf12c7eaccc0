"""A second backward call changes what the first one returned: both wrote dx into an array that is kept with the
cache. Make a new one in every call."""

_backward = lstm_backward
_kept = []


def lstm_backward(dhs, dhT, dcT, cache):
    dx, *others = _backward(dhs, dhT, dcT, cache)
    for same, array in _kept:
        if same is cache:
            array[...] = dx
            return array, *others
    _kept.append((cache, dx))
    return dx, *others
