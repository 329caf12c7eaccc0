"""Right, but a Python loop takes one position after the other: turn all of them at once."""


def rope(x, positions=None, base=10000.0, interleaved=True, rotary_dim=None):
    x = _as_float(x)
    L, d = x.shape[-2:]
    r = d if rotary_dim is None else rotary_dim
    if r % 2 or r > d:
        raise ValueError("rotary_dim")
    positions = np.arange(L) if positions is None else np.asarray(positions)
    if x.ndim == 4 and positions.ndim == 2:
        positions = positions[:, None, :]
    first, second = (np.s_[0:r:2], np.s_[1:r:2]) if interleaved else (np.s_[: r // 2], np.s_[r // 2 : r])
    out = x.copy()
    for i in range(L):
        angle = positions[..., i, None].astype(np.float64) * base ** (-np.arange(0, r, 2) / r)
        cos, sin = np.cos(angle).astype(x.dtype), np.sin(angle).astype(x.dtype)
        a, b = x[..., i, first], x[..., i, second]
        out[..., i, first] = a * cos - b * sin
        out[..., i, second] = a * sin + b * cos
    return out
