"""Too few weights: every filter has a k x k kernel for each input channel."""


def conv_param_count(c_in, c_out, k, bias=True):
    kh, kw = _pair(k)
    return c_out * (kh * kw + bool(bias))
