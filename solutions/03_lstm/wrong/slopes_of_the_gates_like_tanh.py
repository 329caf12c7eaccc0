"""The blocks of i, f and o are wrong: they have the slope of tanh. They are logistic functions, whose slope
is s (1 - s)."""


def lstm_cell_backward(dh_next, dc_next, cache):
    x, h, c, W_ih, W_hh, i, f, g, o, tanh_c = cache
    dct = dc_next + dh_next * o * (1 - tanh_c**2)
    di, df, dg, do = dct * g, dct * c, dct * i, dh_next * tanh_c
    da_i, da_f = di * (1 - i**2), df * (1 - f**2)
    da_g, da_o = dg * (1 - g**2), do * (1 - o**2)
    da = np.concatenate([da_i, da_f, da_g, da_o], axis=1)
    db = da.sum(axis=0)
    return da @ W_ih, da @ W_hh, dct * f, da.T @ x, da.T @ h, db, db.copy()
