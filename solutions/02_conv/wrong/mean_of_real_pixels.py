"""At the edge the means are too large: the zeros of the border count, so the divisor is always k * k."""


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
    return out / _real(x.shape, k, s, pad, OH, OW, x.dtype), (x.shape, k, s, pad)


def _real(shape, k, s, pad, OH, OW, dtype):
    inside = np.pad(np.ones(shape[2:], dtype), pad)
    taps = [inside[i : i + s * OH : s, j : j + s * OW : s] for i in range(k) for j in range(k)]
    return np.sum(taps, axis=0, dtype=dtype)
