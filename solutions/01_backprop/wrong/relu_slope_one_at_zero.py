"""The derivative at exactly 0 is 1; by our convention (and torch's) relu lets a gradient through only where x > 0."""


def relu_backward(dout, x):
    return _as_float(dout) * (np.asarray(x) >= 0)
