"""hT is hs[:, -1], which is 0 for short rows and not there for T = 0. Return the state after every row's own
last step."""


def lstm_forward(x, h0, c0, W_ih, W_hh, b_ih, b_hh, lengths=None):
    x, h, c, *parameters = _as_floats(x, h0, c0, W_ih, W_hh, b_ih, b_hh)
    (N, T, _), H = x.shape, h.shape[1]
    lengths = np.full(N, T) if lengths is None else np.asarray(lengths)
    alive = np.arange(T)[:, None, None] < lengths[:, None]  # (T, N, 1)
    hs, steps = np.zeros((N, T, H), x.dtype), []
    h, c = h.copy(), c.copy()
    for t in range(T):
        h_next, c_next, step = lstm_cell_forward(x[:, t], h, c, *parameters)
        h, c = np.where(alive[t], h_next, h), np.where(alive[t], c_next, c)
        hs[:, t] = np.where(alive[t], h, 0)
        steps.append(step)
    return hs, (hs[:, -1].copy(), c), (x, parameters, alive, steps)
