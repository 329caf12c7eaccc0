"""Right, but every row goes back through time alone: hand all rows of a step to the cell at once."""


def lstm_backward(dhs, dhT, dcT, cache):
    x, parameters, alive, steps = cache
    dx, dparameters = np.zeros_like(x), [np.zeros_like(p) for p in parameters]
    dh, dc = dhT.copy(), dcT.copy()
    for n in range(len(x)):
        for t in reversed(range(len(steps))):
            if not alive[t, n, 0]:
                continue
            row = slice(n, n + 1)
            x_t, h_t, c_t, W_ih, W_hh, *gates = steps[t]
            step = x_t[row], h_t[row], c_t[row], W_ih, W_hh, *(gate[row] for gate in gates)
            dx[row, t], dh[row], dc[row], *gradients = lstm_cell_backward(
                dhs[row, t] + dh[row], dc[row], step
            )
            dparameters = [total + here for total, here in zip(dparameters, gradients, strict=True)]
    return dx, dh, dc, *dparameters
