"""db is an array although there was no bias: None in gives None out."""


def affine_backward(dout, cache):
    x, W, b = cache
    dout = _as_float(dout)
    rows = dout.reshape(-1, W.shape[0])
    return dout @ W, rows.T @ x.reshape(-1, W.shape[1]), rows.sum(axis=0)
