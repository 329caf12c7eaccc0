"""Among equal pixels every one gets the whole gradient (a mask x == max does this); only the first may have
it."""


def maxpool2d_forward(x, k, stride=None, pad=0):
    x = _as_float(x)
    s = k if stride is None else stride
    if 2 * pad > k:
        raise ValueError("the border is too wide")
    OH, OW = (conv_output_size(size, k, s, pad) for size in x.shape[2:])
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), constant_values=-np.inf)
    taps = [padded[:, :, i : i + s * OH : s, j : j + s * OW : s] for i in range(k) for j in range(k)]
    stacked = np.stack(taps)
    out = stacked.max(axis=0)
    return out, (stacked == out, x.shape, k, s, pad)


def maxpool2d_backward(dout, cache):
    best, (N, C, H, W), k, s, pad = cache
    dout = _as_float(dout)
    OH, OW = dout.shape[2:]
    padded = np.zeros((N, C, H + 2 * pad, W + 2 * pad), dout.dtype)
    for tap in range(k * k):
        i, j = divmod(tap, k)
        padded[:, :, i : i + s * OH : s, j : j + s * OW : s] += np.where(best[tap], dout, 0)
    return padded[:, :, pad : pad + H, pad : pad + W]
