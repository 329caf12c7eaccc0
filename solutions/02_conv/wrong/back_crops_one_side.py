"""With padding dx is shifted: the border lies on both sides, and only one was cut off."""


def conv2d_backward(dout, cache):
    cols, x_shape, w, has_bias, stride, pad, dilation = cache
    F, _, KH, KW = w.shape
    N, _, OH, OW = dout.shape
    dout = _as_float(dout).reshape(N, F, OH * OW)
    db = dout.sum(axis=(0, 2)) if has_bias else None
    dw = (dout @ cols.swapaxes(1, 2)).sum(axis=0).reshape(w.shape)
    dcols = w.reshape(F, -1).T @ dout
    return _cropped(col2im(dcols, _padded(x_shape, pad), KH, KW, stride, 0, dilation), x_shape), dw, db


def _padded(x_shape, pad):
    (ph, pw), (N, C, H, W) = _pair(pad), x_shape
    return N, C, H + 2 * ph, W + 2 * pw


def _cropped(dx, x_shape):
    return dx[:, :, : x_shape[2], : x_shape[3]].copy()
