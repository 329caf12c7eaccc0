"""float32 images and filters with float64 biases give float32: `out += b` keeps the dtype of out. Write out
= out + b."""

_conv2d_forward = conv2d_forward


def conv2d_forward(x, w, b, stride=1, pad=0, dilation=1):
    out, cache = _conv2d_forward(x, w, None, stride, pad, dilation)
    if b is not None:
        out += _as_float(b)[:, None, None]
    return out, (*cache[:3], b is not None, *cache[4:])
