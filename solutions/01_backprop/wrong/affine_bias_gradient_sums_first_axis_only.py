"""db is summed over the first axis only; every leading axis is a batch axis, so sum over all of them."""


def affine_backward(dout, cache):
    x, W, b = cache
    dout = _as_float(dout)
    rows = dout.reshape(-1, W.shape[0])
    db = None
    if b is not None:
        db = dout if dout.ndim == 1 else dout.sum(axis=0)
    return dout @ W, rows.T @ x.reshape(-1, W.shape[1]), db
