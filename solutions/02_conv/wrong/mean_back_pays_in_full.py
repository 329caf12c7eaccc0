"""Every pixel receives the whole gradient of its window, k * k times too much: the mean divides, so does its
gradient."""


def avgpool2d_backward(dout, cache):
    (N, C, H, W), k, s, pad = cache
    share = _as_float(dout)
    OH, OW = share.shape[2:]
    padded = np.zeros((N, C, H + 2 * pad, W + 2 * pad), share.dtype)
    for i in range(k):
        for j in range(k):
            padded[:, :, i : i + s * OH : s, j : j + s * OW : s] += share
    return padded[:, :, pad : pad + H, pad : pad + W]
