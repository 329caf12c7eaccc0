"""The way back goes through the places one by one: carry all places of one tap back at once."""


def conv2d_backward(dout, cache):
    cols, x_shape, w, has_bias, stride, pad, dilation = cache
    F, C, KH, KW = w.shape
    dout = _as_float(dout)
    N, _, OH, OW = dout.shape
    (sh, sw), (ph, pw) = _pair(stride), _pair(pad)
    padded = np.zeros((N, C, x_shape[2] + 2 * ph, x_shape[3] + 2 * pw), np.result_type(dout, w))
    high, wide = dilation * (KH - 1) + 1, dilation * (KW - 1) + 1
    dw = np.zeros((F, C * KH * KW), np.result_type(dout, cols))
    rows = w.reshape(F, C * KH * KW)
    cols = cols.reshape(N, C * KH * KW, OH, OW)
    for y in range(OH):
        for z in range(OW):
            at = dout[:, :, y, z]
            dw += at.T @ cols[:, :, y, z]
            padded[:, :, y * sh : y * sh + high : dilation, z * sw : z * sw + wide : dilation] += (
                at @ rows
            ).reshape(N, C, KH, KW)
    dx = padded[:, :, ph : ph + x_shape[2], pw : pw + x_shape[3]]
    return dx, dw.reshape(w.shape), dout.sum(axis=(0, 2, 3)) if has_bias else None
