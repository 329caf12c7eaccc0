"""A second backward call changes what the first one returned: both wrote their gradients into arrays that are kept
with the cache. Make new arrays in every call."""

_cell_backward = lstm_cell_backward
_kept = []


def lstm_cell_backward(dh_next, dc_next, cache):
    gradients = _cell_backward(dh_next, dc_next, cache)
    for same, arrays in _kept:
        if same is cache:
            for array, new in zip(arrays, gradients, strict=True):
                array[...] = new
            return arrays
    _kept.append((cache, gradients))
    return gradients
