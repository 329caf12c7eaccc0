"""float32 images with a float64 gamma or float64 memory give float32. Both together are float64: let numpy
decide, without arrays like x and without astype."""

_batchnorm_forward = batchnorm_forward


def batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5, training=True):
    out, mean, var, cache = _batchnorm_forward(
        x, gamma, beta, running_mean, running_var, momentum, eps, training
    )
    dtype = _as_float(x).dtype
    return out.astype(dtype), mean.astype(dtype), var.astype(dtype), cache
