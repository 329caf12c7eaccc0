"""A pixel that wins several windows keeps only one gradient: they add up. With repeated indices use
np.add.at, or add tap by tap."""


def maxpool2d_backward(dout, cache):
    winner, (N, C, H, W), k, s, pad = cache
    dout = _as_float(dout)
    OH, OW = dout.shape[2:]
    padded = np.zeros((N, C, H + 2 * pad, W + 2 * pad), dout.dtype)
    for tap in range(k * k):
        i, j = divmod(tap, k)
        view = padded[:, :, i : i + s * OH : s, j : j + s * OW : s]
        np.copyto(view, dout, where=winner == tap)
    return padded[:, :, pad : pad + H, pad : pad + W]
