"""A second backward call with the same cache fails: the first one emptied it with pop(). Backward only reads
its cache."""

_forward, _backward = lstm_cell_forward, lstm_cell_backward


def _packed(x, h, c, W_ih, W_hh, b_ih, b_hh):
    h_next, c_next, cache = _forward(x, h, c, W_ih, W_hh, b_ih, b_hh)
    return h_next, c_next, [cache]


lstm_cell_forward = _packed


def lstm_cell_backward(dh_next, dc_next, cache):
    return _backward(dh_next, dc_next, cache.pop())
