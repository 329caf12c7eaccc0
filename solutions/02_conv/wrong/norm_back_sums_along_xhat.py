"""The part of dx along xhat is n times too large: it takes the mean of dxhat * xhat over the channel, not the
sum."""


def batchnorm_backward(dout, cache):
    xhat, gamma, inverse_std, training = cache
    dout = _as_float(dout)
    axes = (0, *range(2, dout.ndim))
    shape = (-1, *[1] * (dout.ndim - 2))
    dgamma = (dout * xhat).sum(axis=axes)
    dbeta = dout.sum(axis=axes)
    dxhat = dout * gamma.reshape(shape)
    if training:
        along = (dxhat * xhat).sum(axis=axes, keepdims=True)
        dxhat = dxhat - dxhat.mean(axis=axes, keepdims=True) - xhat * along
    return dxhat * inverse_std.reshape(shape), dgamma, dbeta
