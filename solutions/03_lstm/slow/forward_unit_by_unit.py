"""Right, but every unit's gates are computed alone: one product gives the gates of all units."""


def lstm_forward(x, h0, c0, W_ih, W_hh, b_ih, b_hh, lengths=None):
    x, h, c, *parameters = _as_floats(x, h0, c0, W_ih, W_hh, b_ih, b_hh)
    W_ih, W_hh, b_ih, b_hh = parameters
    (N, T, _), H = x.shape, h.shape[1]
    lengths = np.full(N, T) if lengths is None else np.asarray(lengths)
    alive = np.arange(T)[:, None, None] < lengths[:, None]  # (T, N, 1)
    hs, steps = np.zeros((N, T, H), x.dtype), []
    h, c = h.copy(), c.copy()
    for t in range(T):
        i, f, g, o = (np.empty((N, H), x.dtype) for _ in range(4))
        for j in range(H):
            for gate, k, curve in ((i, 0, _sigmoid), (f, 1, _sigmoid), (g, 2, np.tanh), (o, 3, _sigmoid)):
                row = k * H + j
                gate[:, j] = curve(x[:, t] @ W_ih[row] + b_ih[row] + h @ W_hh[row] + b_hh[row])
        c_next = f * c + i * g
        tanh_c = np.tanh(c_next)
        steps.append((x[:, t], h, c, W_ih, W_hh, i, f, g, o, tanh_c))
        h, c = np.where(alive[t], o * tanh_c, h), np.where(alive[t], c_next, c)
        hs[:, t] = np.where(alive[t], h, 0)
    return hs, (h, c), (x, parameters, alive, steps)
