"""After two forward calls the first backward uses the window, stride and padding of the second: they are kept
in a global variable. Put them into the cache."""

_avgpool2d_forward = avgpool2d_forward
_avgpool2d_backward = avgpool2d_backward
_options = None


def avgpool2d_forward(x, k, stride=None, pad=0):
    global _options
    _options = k, k if stride is None else stride, pad
    return _avgpool2d_forward(x, k, stride, pad)


def avgpool2d_backward(dout, cache):
    return _avgpool2d_backward(dout, (cache[0], *_options))
