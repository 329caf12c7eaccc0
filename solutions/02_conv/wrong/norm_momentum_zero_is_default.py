"""momentum=0 counts as not given: `momentum or 0.1` takes 0 for nothing."""

_batchnorm_forward = batchnorm_forward


def batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5, training=True):
    return _batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum or 0.1, eps, training)
