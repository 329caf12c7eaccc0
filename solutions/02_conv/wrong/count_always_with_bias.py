"""Without bias the counts are too large: look at the argument `bias`."""


def conv_param_count(c_in, c_out, k, bias=True):
    kh, kw = _pair(k)
    return c_out * (c_in * kh * kw + 1)


def dense_param_count(n_in, n_out, bias=True):
    return n_out * (n_in + 1)
