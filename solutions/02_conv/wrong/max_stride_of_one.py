"""Without a stride the windows overlap: stride=None means k, not 1."""


def maxpool2d_forward(x, k, stride=None, pad=0):
    x = _as_float(x)
    s = 1 if stride is None else stride
    if 2 * pad > k:
        raise ValueError(f"a border of {pad} is wider than half the window of {k}")
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
    return out, (winner, x.shape, k, s, pad)
