"""The square is missing: the derivative of tanh is 1 - t^2, not 1 - t."""


def tanh_backward(dout, out):
    return _as_float(dout) * (1 - _as_float(out))
