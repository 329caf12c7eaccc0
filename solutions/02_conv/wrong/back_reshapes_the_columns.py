"""dw is scrambled: the transpose of the columns is taken by a reshape, which moves no axis. Use swapaxes(1,
2)."""


def conv2d_backward(dout, cache):
    cols, x_shape, w, has_bias, stride, pad, dilation = cache
    F, _, KH, KW = w.shape
    N, _, OH, OW = dout.shape
    dout = _as_float(dout).reshape(N, F, OH * OW)
    db = dout.sum(axis=(0, 2)) if has_bias else None
    dw = (dout @ cols.reshape(N, cols.shape[2], cols.shape[1])).sum(axis=0).reshape(w.shape)
    dcols = w.reshape(F, -1).T @ dout
    return col2im(dcols, x_shape, KH, KW, stride, pad, dilation), dw, db
