"""The gradients of two layers come out equal: dw is kept in one array between calls, and the second call
writes over the first one's. Make a new array in every call."""

_conv2d_backward = conv2d_backward
_kept = {}


def conv2d_backward(dout, cache):
    dx, dw, db = _conv2d_backward(dout, cache)
    place = _kept.setdefault((dw.shape, dw.dtype), np.empty_like(dw))
    place[...] = dw
    return dx, place, db
