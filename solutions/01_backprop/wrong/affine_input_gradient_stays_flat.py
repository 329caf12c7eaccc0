"""dx has lost its leading axes: a gradient has the shape of its variable, so reshape it back to the shape of x."""


def affine_backward(dout, cache):
    x, W, b = cache
    rows = _as_float(dout).reshape(-1, W.shape[0])
    return rows @ W, rows.T @ x.reshape(-1, W.shape[1]), None if b is None else rows.sum(axis=0)
