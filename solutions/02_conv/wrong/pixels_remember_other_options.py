"""After a call with one dilation the same size of image with another one is wrong: what was kept between the
calls was looked up by size alone. Compute in every call, or look it up by all that it depends on."""

_kept = {}


def col2im(cols, x_shape, kh, kw, stride=1, pad=0, dilation=1):
    cols = _as_float(cols)
    (sh, sw), (ph, pw) = _pair(stride), _pair(pad)
    N, C, H, W = x_shape
    OH = conv_output_size(H, kh, sh, ph, dilation)
    OW = conv_output_size(W, kw, sw, pw, dilation)
    cols = cols.reshape(N, C, kh, kw, OH, OW)
    padded = np.zeros((N, C, H + 2 * ph, W + 2 * pw), cols.dtype)
    where = [(i * dilation, j * dilation) for i in range(kh) for j in range(kw)]
    where = _kept.setdefault((tuple(x_shape), kh, kw, (sh, sw), (ph, pw)), where)
    for tap, (top, left) in enumerate(where):
        i, j = divmod(tap, kw)
        pixels = padded[:, :, top : top + sh * OH : sh, left : left + sw * OW : sw]
        pixels += cols[:, :, i, j, : pixels.shape[2], : pixels.shape[3]]
    return padded[:, :, ph : ph + H, pw : pw + W]
