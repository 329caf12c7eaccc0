"""Features of a small unsigned dtype go wrong: the minus sign was put before they became floats, and there is no -3
in uint8. Integers are computed in float64."""


def rope(x, positions=None, base=10000.0, interleaved=True, rotary_dim=None):
    x = np.asarray(x)
    L, d = x.shape[-2:]
    r = d if rotary_dim is None else rotary_dim
    if r % 2 or r > d:
        raise ValueError("rotary_dim")
    positions = np.arange(L) if positions is None else np.asarray(positions)
    if x.ndim == 4 and positions.ndim == 2:
        positions = positions[:, None, :]
    out = _as_float(x).copy()
    angle = positions.astype(np.float64)[..., None] * base ** (-np.arange(0, r, 2) / r)
    cos, sin = np.cos(angle).astype(out.dtype), np.sin(angle).astype(out.dtype)
    first, second = (np.s_[0:r:2], np.s_[1:r:2]) if interleaved else (np.s_[: r // 2], np.s_[r // 2 : r])
    a, b, minus_b = x[..., first], x[..., second], -x[..., second]
    out[..., first] = a * cos + minus_b * sin
    out[..., second] = a * sin + b * cos
    return out
