"""With dilation dx fails or is wrong: col2im needs the dilation of the way forward, too."""


def conv2d_backward(dout, cache):
    cols, x_shape, w, has_bias, stride, pad, dilation = cache
    F, _, KH, KW = w.shape
    N, _, OH, OW = dout.shape
    dout = _as_float(dout).reshape(N, F, OH * OW)
    db = dout.sum(axis=(0, 2)) if has_bias else None
    dw = (dout @ cols.swapaxes(1, 2)).sum(axis=0).reshape(w.shape)
    dcols = w.reshape(F, -1).T @ dout
    return col2im(dcols, x_shape, KH, KW, stride, pad), dw, db
