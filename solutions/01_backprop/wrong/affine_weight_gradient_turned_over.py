"""dW has the shape (in, out); a gradient has the shape of its variable, so it is dout^T x and not x^T dout."""


def affine_backward(dout, cache):
    x, W, b = cache
    dout = _as_float(dout)
    rows = dout.reshape(-1, W.shape[0])
    return dout @ W, x.reshape(-1, W.shape[1]).T @ rows, None if b is None else rows.sum(axis=0)
