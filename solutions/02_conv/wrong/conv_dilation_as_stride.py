"""With dilation the windows move too far and their taps are too close: the dilation has been used as a
further stride."""


def conv2d_forward(x, w, b, stride=1, pad=0, dilation=1):
    (sh, sw), x, w = _pair(stride), _as_float(x), _as_float(w)
    (ph, pw), (KH, KW), F = _pair(pad), w.shape[2:], len(w)
    step = sh * dilation, sw * dilation
    OH, OW = conv_output_size(x.shape[2], KH, step[0], ph), conv_output_size(x.shape[3], KW, step[1], pw)
    out = w.reshape(F, -1) @ im2col(x, KH, KW, step, pad)
    if b is not None:
        out = out + _as_float(b)[:, None]
    cols = im2col(x, KH, KW, stride, pad, dilation)
    return out.reshape(len(x), F, OH, OW), (cols, x.shape, w, b is not None, stride, pad, dilation)
