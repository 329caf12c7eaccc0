"""An empty batch fails: the largest of no lengths does not exist. Take T from the shape of x."""

_lstm_forward = lstm_forward


def lstm_forward(x, h0, c0, W_ih, W_hh, b_ih, b_hh, lengths=None):
    steps = max([x.shape[1]] * len(x) if lengths is None else lengths)
    assert steps <= x.shape[1]
    return _lstm_forward(x, h0, c0, W_ih, W_hh, b_ih, b_hh, lengths)
