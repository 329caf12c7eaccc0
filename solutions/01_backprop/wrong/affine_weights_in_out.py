"""W is used as (in, out); here it is stored (out, in) as in torch, so out = x W^T + b, and dx = dout W."""


def affine_forward(x, W, b):
    x, W = _as_float(x), _as_float(W)
    out = x @ W
    return (out if b is None else out + b), (x, W, b)


def affine_backward(dout, cache):
    x, W, b = cache
    dout = _as_float(dout)
    rows = dout.reshape(-1, W.shape[1])
    return dout @ W.T, x.reshape(-1, W.shape[0]).T @ rows, None if b is None else rows.sum(axis=0)
