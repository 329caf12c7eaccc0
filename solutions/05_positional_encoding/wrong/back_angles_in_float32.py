"""On the way back angles are computed in float32: far from 0 they are too coarse. Take positions to float64
first.
"""


def rope_backward(dout, positions=None, base=10000.0, interleaved=True, rotary_dim=None):
    dout = _as_float(dout)
    L, d = dout.shape[-2:]
    r = d if rotary_dim is None else rotary_dim
    if r % 2 or r > d:
        raise ValueError("rotary_dim")
    positions = np.arange(L) if positions is None else np.asarray(positions)
    if dout.ndim == 4 and positions.ndim == 2:
        positions = positions[:, None, :]
    angle = positions.astype(np.float32)[..., None] * base ** (-np.arange(0, r, 2) / r)
    cos, sin = np.cos(angle).astype(dout.dtype), np.sin(angle).astype(dout.dtype)
    first, second = (np.s_[0:r:2], np.s_[1:r:2]) if interleaved else (np.s_[: r // 2], np.s_[r // 2 : r])
    a, b = dout[..., first], dout[..., second]
    out = dout.copy()
    out[..., first] = a * cos + b * sin
    out[..., second] = b * cos - a * sin
    return out
