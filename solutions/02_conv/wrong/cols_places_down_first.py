"""The columns stand in another order: places run along the rows of the image, ox fastest."""


def im2col(x, kh, kw, stride=1, pad=0, dilation=1):
    x = _as_float(x)
    (sh, sw), (ph, pw) = _pair(stride), _pair(pad)
    N, C, H, W = x.shape
    OH = conv_output_size(H, kh, sh, ph, dilation)
    OW = conv_output_size(W, kw, sw, pw, dilation)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    cols = np.empty((N, C, kh, kw, OH, OW), x.dtype)
    for i in range(kh):
        for j in range(kw):
            top, left = i * dilation, j * dilation
            cols[:, :, i, j] = padded[:, :, top : top + sh * OH : sh, left : left + sw * OW : sw]
    return cols.swapaxes(4, 5).reshape(N, C * kh * kw, OH * OW)
