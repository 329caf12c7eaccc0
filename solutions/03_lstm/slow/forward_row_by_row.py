"""Right, but every row walks through its sequence alone: hand all rows of a step to the cell at once."""

_all_at_once = lstm_forward


def lstm_forward(x, h0, c0, W_ih, W_hh, b_ih, b_hh, lengths=None):
    if len(x) == 0:
        return _all_at_once(x, h0, c0, W_ih, W_hh, b_ih, b_hh, lengths)
    x, h0, c0, *parameters = _as_floats(x, h0, c0, W_ih, W_hh, b_ih, b_hh)
    (N, T, _), H = x.shape, h0.shape[1]
    lengths = np.full(N, T) if lengths is None else np.asarray(lengths)
    alive = np.arange(T)[:, None, None] < lengths[:, None]  # (T, N, 1)
    hs, hT, cT = np.zeros((N, T, H), x.dtype), h0.copy(), c0.copy()
    rows = []
    for n in range(N):
        rows.append([])
        h, c = h0[n : n + 1], c0[n : n + 1]
        for t in range(T):
            h_next, c_next, step = lstm_cell_forward(x[n : n + 1, t], h, c, *parameters)
            rows[n].append(step)
            if t < lengths[n]:
                h, c = h_next, c_next
                hs[n, t] = h[0]
        hT[n], cT[n] = h[0], c[0]
    steps = []
    for t in range(T):
        parts = [rows[n][t] for n in range(N)]
        x_t, h_t, c_t, *gates = (
            np.concatenate([part[k] for part in parts]) for k in (0, 1, 2, 5, 6, 7, 8, 9)
        )
        steps.append((x_t, h_t, c_t, parameters[0], parameters[1], *gates))
    return hs, (hT, cT), (x, parameters, alive, steps)
