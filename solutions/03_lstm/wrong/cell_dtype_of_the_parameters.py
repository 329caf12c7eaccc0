"""float64 rows with float32 parameters give float32. Both together give float64."""

_lstm_cell_forward = lstm_cell_forward


def lstm_cell_forward(x, h, c, W_ih, W_hh, b_ih, b_hh):
    h_next, c_next, cache = _lstm_cell_forward(x, h, c, W_ih, W_hh, b_ih, b_hh)
    dtype = W_ih.dtype if W_ih.dtype.kind == "f" else np.float64
    return h_next.astype(dtype), c_next.astype(dtype), cache
