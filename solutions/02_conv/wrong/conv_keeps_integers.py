"""Integers in, integers out: when images, filters and biases are all integers the result is float64 too."""


def conv2d_forward(x, w, b, stride=1, pad=0, dilation=1):
    N, F = len(x), len(w)
    cols = im2col(x, *w.shape[2:], stride, pad, dilation)
    (sh, sw), (ph, pw), (KH, KW) = _pair(stride), _pair(pad), w.shape[2:]
    OH = conv_output_size(x.shape[2], KH, sh, ph, dilation)
    OW = conv_output_size(x.shape[3], KW, sw, pw, dilation)
    out = (w.reshape(F, -1) @ cols).astype(np.result_type(x, w))
    if b is not None:
        out = out + b[:, None]
    return out.reshape(N, F, OH, OW), (cols, x.shape, _as_float(w), b is not None, stride, pad, dilation)
