"""The second of two forward calls overwrites what the first one kept: hand x and W over in the cache, not in a global variable."""

_kept = {}


def affine_forward(x, W, b):
    x, W = _as_float(x), _as_float(W)
    _kept.update(x=x, W=W, b=b)
    out = x @ W.T
    return (out if b is None else out + b), None


def affine_backward(dout, cache):
    x, W, b = _kept["x"], _kept["W"], _kept["b"]
    dout = _as_float(dout)
    rows = dout.reshape(-1, W.shape[0])
    return dout @ W, rows.T @ x.reshape(-1, W.shape[1]), None if b is None else rows.sum(axis=0)
