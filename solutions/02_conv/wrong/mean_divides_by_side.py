"""Every mean is k times too large: a window has k * k pixels."""


def avgpool2d_forward(x, k, stride=None, pad=0):
    x = _as_float(x)
    s = k if stride is None else stride
    if 2 * pad > k:
        raise ValueError("the border is too wide")
    OH, OW = (conv_output_size(size, k, s, pad) for size in x.shape[2:])
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    out = np.zeros((*x.shape[:2], OH, OW), x.dtype)
    for i in range(k):
        for j in range(k):
            out += padded[:, :, i : i + s * OH : s, j : j + s * OW : s]
    return out / k, (x.shape, k, s, pad)
