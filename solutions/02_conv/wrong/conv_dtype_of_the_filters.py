"""float64 images with float32 filters and biases give float32: the products were put into an array of the
filters' dtype. Both together give float64."""

_conv2d_forward = conv2d_forward


def conv2d_forward(x, w, b, stride=1, pad=0, dilation=1):
    out, cache = _conv2d_forward(x, w, None, stride, pad, dilation)
    out = out.astype(_as_float(w).dtype)
    if b is not None:
        out = out + _as_float(b)[:, None, None]
    return out, (*cache[:3], b is not None, *cache[4:])
