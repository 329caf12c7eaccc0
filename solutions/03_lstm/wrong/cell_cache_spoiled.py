"""A second backward call with the same cache gives something else: the first one changed an array in the
cache (`tanh_c **= 2`). Only read it."""


def lstm_cell_backward(dh_next, dc_next, cache):
    x, h, c, W_ih, W_hh, i, f, g, o, tanh_c = cache
    do = dh_next * tanh_c
    tanh_c **= 2
    dct = dc_next + dh_next * o * (1 - tanh_c)
    di, df, dg = dct * g, dct * c, dct * i
    da = np.concatenate(
        [di * i * (1 - i), df * f * (1 - f), dg * (1 - g**2), do * o * (1 - o)], axis=1
    )  # (N, 4H)
    db = da.sum(axis=0)  # (4H,)
    return da @ W_ih, da @ W_hh, dct * f, da.T @ x, da.T @ h, db, db.copy()
