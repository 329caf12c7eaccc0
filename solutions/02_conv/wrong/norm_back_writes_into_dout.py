"""dout is multiplied by gamma in place, and is the caller's: write dxhat = dout * gamma, a new array."""


def batchnorm_backward(dout, cache):
    xhat, gamma, inverse_std, training = cache
    dout = _as_float(dout)
    axes = (0, *range(2, dout.ndim))
    shape = (-1, *[1] * (dout.ndim - 2))
    dgamma = (dout * xhat).sum(axis=axes)
    dbeta = dout.sum(axis=axes)
    dxhat = dout
    dxhat *= gamma.reshape(shape)
    if training:
        along = (dxhat * xhat).mean(axis=axes, keepdims=True)
        dxhat = dxhat - dxhat.mean(axis=axes, keepdims=True) - xhat * along
    return dxhat * inverse_std.reshape(shape), dgamma, dbeta
