"""Blocks 2 and 3 have changed places: the rows of the weights are read in the order i, g, f, o. The order
here is i, f, g, o, torch's."""


def lstm_cell_forward(x, h, c, W_ih, W_hh, b_ih, b_hh):
    x, h, c, W_ih, W_hh, b_ih, b_hh = _as_floats(x, h, c, W_ih, W_hh, b_ih, b_hh)
    a = x @ W_ih.T + b_ih + h @ W_hh.T + b_hh
    a_i, a_g, a_f, a_o = np.split(a, 4, axis=1)
    i, f, g, o = _sigmoid(a_i), _sigmoid(a_f), np.tanh(a_g), _sigmoid(a_o)
    c_next = f * c + i * g
    tanh_c = np.tanh(c_next)
    return o * tanh_c, c_next, (x, h, c, W_ih, W_hh, i, f, g, o, tanh_c)
