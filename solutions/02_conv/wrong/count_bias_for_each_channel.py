"""Too many biases: a filter adds up all its input channels and has one bias, so there are c_out of them."""


def conv_param_count(c_in, c_out, k, bias=True):
    kh, kw = _pair(k)
    return c_out * c_in * (kh * kw + bool(bias))
