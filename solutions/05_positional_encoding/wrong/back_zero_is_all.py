"""rotary_dim=0 turns everything back: 0 counts as false, so `rotary_dim or d` is d. Ask whether it is None."""


def rope_backward(dout, positions=None, base=10000.0, interleaved=True, rotary_dim=None):
    dout = _as_float(dout)
    L, d = dout.shape[-2:]
    r = rotary_dim or d
    if r % 2 or r > d:
        raise ValueError("rotary_dim")
    positions = np.arange(L) if positions is None else np.asarray(positions)
    if dout.ndim == 4 and positions.ndim == 2:
        positions = positions[:, None, :]
    angle = positions.astype(np.float64)[..., None] * base ** (-np.arange(0, r, 2) / r)
    cos, sin = np.cos(angle).astype(dout.dtype), np.sin(angle).astype(dout.dtype)
    first, second = (np.s_[0:r:2], np.s_[1:r:2]) if interleaved else (np.s_[: r // 2], np.s_[r // 2 : r])
    a, b = dout[..., first], dout[..., second]
    out = dout.copy()
    out[..., first] = a * cos + b * sin
    out[..., second] = b * cos - a * sin
    return out
