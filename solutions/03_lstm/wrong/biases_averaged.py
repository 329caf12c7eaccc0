"""The gradients of the biases are too small: they are averaged over the rows, and those of the weights are sums.
All are sums over the batch."""

_cell_backward = lstm_cell_backward


def lstm_cell_backward(dh_next, dc_next, cache):
    *others, db_ih, db_hh = _cell_backward(dh_next, dc_next, cache)
    n = max(1, len(dh_next))
    return *others, db_ih / n, db_hh / n
