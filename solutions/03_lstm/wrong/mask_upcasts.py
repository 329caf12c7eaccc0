"""Without lengths float32 becomes float64: the mask is np.ones, which is float64 by default. Give it the inputs'
dtype, or use np.where with a boolean mask."""

_backward = lstm_backward


def lstm_backward(dhs, dhT, dcT, cache):
    dx, dh0, dc0, *others = _backward(dhs, dhT, dcT, cache)
    alive = cache[2]
    if alive.all():
        dh0 = dh0 * np.ones((len(dh0), 1))
    return dx, dh0, dc0, *others
