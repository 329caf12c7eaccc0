"""float32 becomes float64 in the logistic function: its result is np.empty(a.shape), which is float64 by
default. Give it a's dtype, np.empty_like(a)."""


def lstm_cell_forward(x, h, c, W_ih, W_hh, b_ih, b_hh):
    x, h, c, W_ih, W_hh, b_ih, b_hh = _as_floats(x, h, c, W_ih, W_hh, b_ih, b_hh)
    a = x @ W_ih.T + b_ih + h @ W_hh.T + b_hh
    a_i, a_f, a_g, a_o = np.split(a, 4, axis=1)
    i, f, g, o = _two_cases(a_i), _two_cases(a_f), np.tanh(a_g), _two_cases(a_o)
    c_next = f * c + i * g
    tanh_c = np.tanh(c_next)
    return o * tanh_c, c_next, (x, h, c, W_ih, W_hh, i, f, g, o, tanh_c)


def _two_cases(a):
    result, positive = np.empty(a.shape), a >= 0
    result[positive] = 1 / (1 + np.exp(-a[positive]))
    small = np.exp(a[~positive])
    result[~positive] = small / (1 + small)
    return result
