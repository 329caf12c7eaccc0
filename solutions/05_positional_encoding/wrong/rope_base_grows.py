"""The later pairs turn faster and not slower: the exponent is negative, base ** (-2j / r)."""


def rope(x, positions=None, base=10000.0, interleaved=True, rotary_dim=None):
    x = _as_float(x)
    L, d = x.shape[-2:]
    r = d if rotary_dim is None else rotary_dim
    if r % 2 or r > d:
        raise ValueError("rotary_dim")
    positions = np.arange(L) if positions is None else np.asarray(positions)
    if x.ndim == 4 and positions.ndim == 2:
        positions = positions[:, None, :]
    omega = base ** (np.arange(0, r, 2) / r)
    angle = positions.astype(np.float64)[..., None] * omega
    cos, sin = np.cos(angle).astype(x.dtype), np.sin(angle).astype(x.dtype)
    first, second = (np.s_[0:r:2], np.s_[1:r:2]) if interleaved else (np.s_[: r // 2], np.s_[r // 2 : r])
    a, b = x[..., first], x[..., second]
    out = x.copy()
    out[..., first] = a * cos - b * sin
    out[..., second] = a * sin + b * cos
    return out
