"""float64 rows with float32 parameters give float32 outputs: hs was made with the parameters' dtype. Both
together give float64."""

_lstm_forward = lstm_forward


def lstm_forward(x, h0, c0, W_ih, W_hh, b_ih, b_hh, lengths=None):
    hs, state, cache = _lstm_forward(x, h0, c0, W_ih, W_hh, b_ih, b_hh, lengths)
    return hs.astype(W_ih.dtype if W_ih.dtype.kind == "f" else np.float64), state, cache
