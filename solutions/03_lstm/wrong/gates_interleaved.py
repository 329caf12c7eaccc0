"""Every fourth row is taken for a gate. The gates are blocks of H rows: i is rows 0 to H - 1, f the next H, and
so on."""


def lstm_cell_forward(x, h, c, W_ih, W_hh, b_ih, b_hh):
    x, h, c, W_ih, W_hh, b_ih, b_hh = _as_floats(x, h, c, W_ih, W_hh, b_ih, b_hh)
    a = x @ W_ih.T + b_ih + h @ W_hh.T + b_hh  # (N, 4H)
    a_i, a_f, a_g, a_o = a[:, 0::4], a[:, 1::4], a[:, 2::4], a[:, 3::4]
    i, f, g, o = _sigmoid(a_i), _sigmoid(a_f), np.tanh(a_g), _sigmoid(a_o)
    c_next = f * c + i * g
    tanh_c = np.tanh(c_next)
    return o * tanh_c, c_next, (x, h, c, W_ih, W_hh, i, f, g, o, tanh_c)
