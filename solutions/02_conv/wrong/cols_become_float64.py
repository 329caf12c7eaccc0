"""float32 images give float64 columns: make the array for them with the dtype of the image."""


def im2col(x, kh, kw, stride=1, pad=0, dilation=1):
    x = _as_float(x)
    (sh, sw), (ph, pw) = _pair(stride), _pair(pad)
    N, C, H, W = x.shape
    OH = conv_output_size(H, kh, sh, ph, dilation)
    OW = conv_output_size(W, kw, sw, pw, dilation)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    cols = np.empty((N, C, kh, kw, OH, OW))
    for i in range(kh):
        for j in range(kw):
            top, left = i * dilation, j * dilation
            cols[:, :, i, j] = padded[:, :, top : top + sh * OH : sh, left : left + sw * OW : sw]
    return cols.reshape(N, C * kh * kw, OH * OW)
