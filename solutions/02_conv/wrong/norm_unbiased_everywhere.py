"""out is too small by sqrt((n - 1) / n): the batch is normalised with the biased variance, divided by n; only
the running one is unbiased."""


def batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5, training=True):
    x, gamma, beta = _as_float(x), _as_float(gamma), _as_float(beta)
    mean, var = np.array(_as_float(running_mean)), np.array(_as_float(running_var))
    new_mean, new_var = mean, var
    axes = (0, *range(2, x.ndim))
    shape = (-1, *[1] * (x.ndim - 2))  # a number for each channel, lined up with axis 1
    if training:
        n = x.size // x.shape[1]
        if n < 2:
            raise ValueError("training needs more than one value in each channel")
        batch_mean, batch_var = x.mean(axis=axes), x.var(axis=axes, ddof=1)
        new_mean = (1 - momentum) * mean + momentum * batch_mean
        new_var = (1 - momentum) * var + momentum * batch_var
        mean, var = batch_mean, batch_var
    inverse_std = 1 / np.sqrt(var + eps)
    xhat = (x - mean.reshape(shape)) * inverse_std.reshape(shape)
    out = gamma.reshape(shape) * xhat + beta.reshape(shape)
    return out, new_mean, new_var, (xhat, gamma, inverse_std, training)
