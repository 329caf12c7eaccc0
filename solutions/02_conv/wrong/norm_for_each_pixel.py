"""Images are normalised pixel by pixel over the batch: a channel's mean and variance run over images, rows
and columns."""


def batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5, training=True):
    x, gamma, beta = _as_float(x), _as_float(gamma), _as_float(beta)
    mean, var = np.array(_as_float(running_mean)), np.array(_as_float(running_var))
    axes = (0, *range(2, x.ndim))
    shape = (-1, *[1] * (x.ndim - 2))
    n = x.size // x.shape[1]
    if not training:
        inverse_std = 1 / np.sqrt(var + eps)
        xhat = (x - mean.reshape(shape)) * inverse_std.reshape(shape)
        out = gamma.reshape(shape) * xhat + beta.reshape(shape)
        return out, mean, var, (xhat, gamma, inverse_std, training)
    if n < 2:
        raise ValueError("one value")
    m, v = x.mean(axis=axes), x.var(axis=axes)
    xhat = (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps)
    out = gamma.reshape(shape) * xhat + beta.reshape(shape)
    new_mean = (1 - momentum) * mean + momentum * m
    new_var = (1 - momentum) * var + momentum * v * (n / (n - 1))
    inverse_std = 1 / np.sqrt(v + eps)
    right = (x - m.reshape(shape)) * inverse_std.reshape(shape)
    return out, new_mean, new_var, (right, gamma, inverse_std, training)
