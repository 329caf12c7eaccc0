"""An integer dout gives integers, all rounded down: `//=`, or a result made with dout's dtype. Integers are
computed in float64."""

_avgpool2d_backward = avgpool2d_backward


def avgpool2d_backward(dout, cache):
    return _avgpool2d_backward(dout, cache).astype(dout.dtype)
