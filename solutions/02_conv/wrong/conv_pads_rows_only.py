"""With padding the result is wrong or too narrow: zeros are added above and below only, and belong to the
left and right as well."""


def conv2d_forward(x, w, b, stride=1, pad=0, dilation=1):
    ph, pw = _pair(pad)
    return _whole(x, w, b, stride, (ph, 0), dilation, pad)


def _whole(x, w, b, stride, pad, dilation, told):
    x, w = _as_float(x), _as_float(w)
    N, F = len(x), len(w)
    (sh, sw), (ph, pw), (KH, KW) = _pair(stride), pad, w.shape[2:]
    OH = conv_output_size(x.shape[2], KH, sh, ph, dilation)
    OW = conv_output_size(x.shape[3], KW, sw, pw, dilation)
    out = w.reshape(F, -1) @ im2col(x, KH, KW, stride, pad, dilation)
    if b is not None:
        out = out + _as_float(b)[:, None]
    cols = im2col(x, KH, KW, stride, told, dilation)
    return out.reshape(N, F, OH, OW), (cols, x.shape, w, b is not None, stride, told, dilation)
