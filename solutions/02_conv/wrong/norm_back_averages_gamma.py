"""dgamma and dbeta are n times too small: they are sums over the channel, not means."""


def batchnorm_backward(dout, cache):
    xhat, gamma, inverse_std, training = cache
    dout = _as_float(dout)
    axes = (0, *range(2, dout.ndim))
    shape = (-1, *[1] * (dout.ndim - 2))
    dgamma = (dout * xhat).mean(axis=axes)
    dbeta = dout.mean(axis=axes)
    dxhat = dout * gamma.reshape(shape)
    if training:
        along = (dxhat * xhat).mean(axis=axes, keepdims=True)
        dxhat = dxhat - dxhat.mean(axis=axes, keepdims=True) - xhat * along
    return dxhat * inverse_std.reshape(shape), dgamma, dbeta
