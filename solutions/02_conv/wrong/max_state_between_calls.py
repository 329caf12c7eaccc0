"""After two forward calls the first backward uses the second's winners: they are kept in a global variable.
Put them into the cache."""

_winner = None


def maxpool2d_forward(x, k, stride=None, pad=0):
    global _winner
    x = _as_float(x)
    s = k if stride is None else stride
    if 2 * pad > k:
        raise ValueError("the border is too wide")
    OH, OW = (conv_output_size(size, k, s, pad) for size in x.shape[2:])
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), constant_values=-np.inf)
    out = np.full((*x.shape[:2], OH, OW), -np.inf, x.dtype)
    winner = np.zeros(out.shape, int)
    for tap in range(k * k):
        i, j = divmod(tap, k)
        value = padded[:, :, i : i + s * OH : s, j : j + s * OW : s]
        better = value > out
        np.copyto(out, value, where=better)
        winner[better] = tap
    _winner = winner
    return out, (None, x.shape, k, s, pad)


def maxpool2d_backward(dout, cache):
    _, (N, C, H, W), k, s, pad = cache
    winner = _winner
    dout = _as_float(dout)
    OH, OW = dout.shape[2:]
    padded = np.zeros((N, C, H + 2 * pad, W + 2 * pad), dout.dtype)
    for tap in range(k * k):
        i, j = divmod(tap, k)
        padded[:, :, i : i + s * OH : s, j : j + s * OW : s] += np.where(winner == tap, dout, 0)
    return padded[:, :, pad : pad + H, pad : pad + W]
