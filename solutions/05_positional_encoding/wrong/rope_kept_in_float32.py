"""After a float32 call of the same size a float64 answer is coarse: sines and cosines are kept as float32. Keep
them in float64 and cast what you take out."""

_kept_cosines = {}


def rope(x, positions=None, base=10000.0, interleaved=True, rotary_dim=None):
    x = _as_float(x)
    L, d = x.shape[-2:]
    r = d if rotary_dim is None else rotary_dim
    if r % 2 or r > d:
        raise ValueError("rotary_dim")
    key = None if positions is not None else (L, r, base)
    positions = np.arange(L) if positions is None else np.asarray(positions)
    if x.ndim == 4 and positions.ndim == 2:
        positions = positions[:, None, :]
    if key is None or key not in _kept_cosines:
        angle = positions.astype(np.float64)[..., None] * base ** (-np.arange(0, r, 2) / r)
        _kept_cosines[key] = np.cos(angle).astype(x.dtype), np.sin(angle).astype(x.dtype)
    cos, sin = (wave.astype(x.dtype) for wave in _kept_cosines[key])
    first, second = (np.s_[0:r:2], np.s_[1:r:2]) if interleaved else (np.s_[: r // 2], np.s_[r // 2 : r])
    a, b = x[..., first], x[..., second]
    out = x.copy()
    out[..., first] = a * cos - b * sin
    out[..., second] = a * sin + b * cos
    return out
