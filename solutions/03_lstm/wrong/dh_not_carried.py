"""Gradients do not travel back through h: at every step add what came from step t + 1 to dhs[:, t]."""


def lstm_backward(dhs, dhT, dcT, cache):
    x, parameters, alive, steps = cache
    dx, dparameters = np.zeros_like(x), [np.zeros_like(p) for p in parameters]
    dh, dc = dhT.copy(), dcT.copy()
    for t in reversed(range(len(steps))):
        dh_here, dc_here = (
            np.where(alive[t], dhs[:, t] + (dhT if t == len(steps) - 1 else 0), 0),
            np.where(alive[t], dc, 0),
        )
        dx[:, t], dh_before, dc_before, *gradients = lstm_cell_backward(dh_here, dc_here, steps[t])
        dh, dc = np.where(alive[t], dh_before, dh), np.where(alive[t], dc_before, dc)
        for total, gradient in zip(dparameters, gradients, strict=True):
            total += gradient
    return dx, dh, dc, *dparameters
