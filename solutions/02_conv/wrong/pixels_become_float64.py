"""float32 columns come back as float64: np.zeros makes float64 unless it is given a dtype."""


def col2im(cols, x_shape, kh, kw, stride=1, pad=0, dilation=1):
    cols = _as_float(cols)
    (sh, sw), (ph, pw) = _pair(stride), _pair(pad)
    N, C, H, W = x_shape
    OH = conv_output_size(H, kh, sh, ph, dilation)
    OW = conv_output_size(W, kw, sw, pw, dilation)
    cols = cols.reshape(N, C, kh, kw, OH, OW)
    padded = np.zeros((N, C, H + 2 * ph, W + 2 * pw), np.float64)
    for i in range(kh):
        for j in range(kw):
            top, left = i * dilation, j * dilation
            padded[:, :, top : top + sh * OH : sh, left : left + sw * OW : sw] += cols[:, :, i, j]
    return padded[:, :, ph : ph + H, pw : pw + W]
