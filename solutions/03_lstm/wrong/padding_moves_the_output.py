"""hT is wrong when rows are short: h goes on changing past a row's end. Both h and c stand still there."""


def lstm_forward(x, h0, c0, W_ih, W_hh, b_ih, b_hh, lengths=None):
    x, h, c, *parameters = _as_floats(x, h0, c0, W_ih, W_hh, b_ih, b_hh)
    (N, T, _), H = x.shape, h.shape[1]
    lengths = np.full(N, T) if lengths is None else np.asarray(lengths)
    alive = np.arange(T)[:, None, None] < lengths[:, None]
    hs, steps = np.zeros((N, T, H), x.dtype), []
    h, c = h.copy(), c.copy()
    for t in range(T):
        h_next, c_next, step = lstm_cell_forward(x[:, t], h, c, *parameters)
        h, c = h_next, np.where(alive[t], c_next, c)
        hs[:, t] = np.where(alive[t], h, 0)
        steps.append(step)
    return hs, (h, c), (x, parameters, alive, steps)
