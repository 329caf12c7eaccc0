"""A second call changes what the first one returned: both wrote into one array that is kept between calls.
Make a new array in every call."""

_batchnorm_forward = batchnorm_forward
_kept = {}


def batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5, training=True):
    result, mean, var, cache = _batchnorm_forward(
        x, gamma, beta, running_mean, running_var, momentum, eps, training
    )
    place = _kept.setdefault((result.shape, result.dtype), np.empty_like(result))
    place[...] = result
    return place, mean, var, cache
