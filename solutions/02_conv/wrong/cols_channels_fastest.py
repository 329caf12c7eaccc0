"""The rows of the columns stand in another order: channel first, then the tap, not the channels of one tap
side by side."""


def im2col(x, kh, kw, stride=1, pad=0, dilation=1):
    x = _as_float(x)
    (sh, sw), (ph, pw) = _pair(stride), _pair(pad)
    N, C, H, W = x.shape
    OH = conv_output_size(H, kh, sh, ph, dilation)
    OW = conv_output_size(W, kw, sw, pw, dilation)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    cols = np.empty((N, kh, kw, C, OH, OW), x.dtype)
    for i in range(kh):
        for j in range(kw):
            top, left = i * dilation, j * dilation
            cols[:, i, j] = padded[:, :, top : top + sh * OH : sh, left : left + sw * OW : sw]
    return cols.reshape(N, C * kh * kw, OH * OW)
