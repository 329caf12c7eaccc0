"""Position 0 is right and the pairs are the right ones, but they turn by angles in the order of the other
pairing: neighbours share one angle, so the angles must be laid out t0, t0, t1, t1 ... and not t0, t1 ...,
t0, t1 ...
"""


def rope(x, positions=None, base=10000.0, interleaved=True, rotary_dim=None):
    x = _as_float(x)
    L, d = x.shape[-2:]
    r = d if rotary_dim is None else rotary_dim
    if r % 2 or r > d:
        raise ValueError("rotary_dim")
    positions = np.arange(L) if positions is None else np.asarray(positions)
    if x.ndim == 4 and positions.ndim == 2:
        positions = positions[:, None, :]
    angle = positions.astype(np.float64)[..., None] * base ** (-np.arange(0, r, 2) / r)
    angle = np.concatenate([angle, angle], axis=-1)
    cos, sin = np.cos(angle).astype(x.dtype), np.sin(angle).astype(x.dtype)
    first, second = (np.s_[0:r:2], np.s_[1:r:2]) if interleaved else (np.s_[: r // 2], np.s_[r // 2 : r])
    turned = np.empty_like(x[..., :r])
    turned[..., first], turned[..., second] = -x[..., second], x[..., first]
    return np.concatenate([x[..., :r] * cos + turned * sin, x[..., r:]], axis=-1)
