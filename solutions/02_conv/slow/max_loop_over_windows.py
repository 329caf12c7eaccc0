"""Every window is looked at by itself in a Python loop: compare all windows tap by tap instead."""


def maxpool2d_forward(x, k, stride=None, pad=0):
    x = _as_float(x)
    s = k if stride is None else stride
    if 2 * pad > k:
        raise ValueError(f"a border of {pad} is wider than half the window of {k}")
    N, C = x.shape[:2]
    OH, OW = (conv_output_size(size, k, s, pad) for size in x.shape[2:])
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), constant_values=-np.inf)
    winner = np.zeros((N, C, OH, OW), int)
    out = np.empty((N, C, OH, OW), x.dtype)
    for y in range(OH):
        for z in range(OW):
            window = padded[:, :, y * s : y * s + k, z * s : z * s + k].reshape(N, C, k * k)
            winner[:, :, y, z] = window.argmax(axis=2)
            out[:, :, y, z] = window.max(axis=2)
    return out, (winner, x.shape, k, s, pad)
