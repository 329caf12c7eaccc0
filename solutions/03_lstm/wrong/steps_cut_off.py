"""Long sequences end too early: only the first 128 steps are run. T is whatever x brings."""

_forward = lstm_forward


def lstm_forward(x, h0, c0, W_ih, W_hh, b_ih, b_hh, lengths=None):
    N, T, _ = x.shape
    lengths = np.full(N, T) if lengths is None else lengths
    return _forward(x, h0, c0, W_ih, W_hh, b_ih, b_hh, np.minimum(lengths, 128) if T > 128 else lengths)
