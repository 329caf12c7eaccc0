"""No rows at all fail: a list of outer products, one for each row, has nothing to stack. A matrix product
sums over any number of rows, also over none."""


def lstm_cell_backward(dh_next, dc_next, cache):
    x, h, c, W_ih, W_hh, i, f, g, o, tanh_c = cache
    dct = dc_next + dh_next * o * (1 - tanh_c**2)
    di, df, dg, do = dct * g, dct * c, dct * i, dh_next * tanh_c
    da = np.concatenate([di * i * (1 - i), df * f * (1 - f), dg * (1 - g**2), do * o * (1 - o)], axis=1)
    dW_ih = np.stack([np.outer(row, given) for row, given in zip(da, x, strict=True)]).sum(axis=0)
    dW_hh = np.stack([np.outer(row, given) for row, given in zip(da, h, strict=True)]).sum(axis=0)
    db = da.sum(axis=0)
    return da @ W_ih, da @ W_hh, dct * f, dW_ih, dW_hh, db, db.copy()
