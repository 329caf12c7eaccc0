"""Right, but the gradients of the weights are added up row by row as outer products: da.T @ x sums over the rows at
once."""


def lstm_backward(dhs, dhT, dcT, cache):
    x, parameters, alive, steps = cache
    dx, dparameters = np.zeros_like(x), [np.zeros_like(p) for p in parameters]
    dW_ih, dW_hh, db_ih, db_hh = dparameters
    dh, dc = dhT.copy(), dcT.copy()
    for t in reversed(range(len(steps))):
        x_t, h_t, c_t, W_ih, W_hh, i, f, g, o, tanh_c = steps[t]
        dh_here, dc_here = np.where(alive[t], dhs[:, t] + dh, 0), np.where(alive[t], dc, 0)
        dct = dc_here + dh_here * o * (1 - tanh_c**2)
        factors = dct * g, dct * c_t, dct * i, dh_here * tanh_c
        slopes = i * (1 - i), f * (1 - f), 1 - g**2, o * (1 - o)
        da = np.concatenate([factor * slope for factor, slope in zip(factors, slopes, strict=True)], axis=1)
        for n in range(len(x)):
            dW_ih += np.outer(da[n], x_t[n])
            dW_hh += np.outer(da[n], h_t[n])
            db_ih += da[n]
            db_hh += da[n]
        dx[:, t] = da @ W_ih
        dh, dc = np.where(alive[t], da @ W_hh, dh), np.where(alive[t], dct * f, dc)
    return dx, dh, dc, *dparameters
