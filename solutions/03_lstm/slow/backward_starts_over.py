"""Right, but at every step the way there is computed anew from the first step: forward has put into the cache what
is needed."""


def lstm_backward(dhs, dhT, dcT, cache):
    x, parameters, alive, steps = cache
    dx, dparameters = np.zeros_like(x), [np.zeros_like(p) for p in parameters]
    dh, dc = dhT.copy(), dcT.copy()
    for t in reversed(range(len(steps))):
        h, c = steps[0][1], steps[0][2]
        for s in range(t + 1):
            h_next, c_next, step = lstm_cell_forward(x[:, s], h, c, *parameters)
            h, c = np.where(alive[s], h_next, h), np.where(alive[s], c_next, c)
        dh_here, dc_here = np.where(alive[t], dhs[:, t] + dh, 0), np.where(alive[t], dc, 0)
        dx[:, t], dh_before, dc_before, *gradients = lstm_cell_backward(dh_here, dc_here, step)
        dh, dc = np.where(alive[t], dh_before, dh), np.where(alive[t], dc_before, dc)
        dparameters = [total + here for total, here in zip(dparameters, gradients, strict=True)]
    return dx, dh, dc, *dparameters
