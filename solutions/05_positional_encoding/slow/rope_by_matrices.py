"""Right, but a matrix of d x d numbers is built and multiplied for each position, and nearly all of them are 0:
turn the pairs by four products."""


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
    pairs = np.arange(r // 2)
    first, second = (2 * pairs, 2 * pairs + 1) if interleaved else (pairs, pairs + r // 2)
    R = np.zeros((*positions.shape, d, d))
    R[..., np.arange(r, d), np.arange(r, d)] = 1
    R[..., first, first] = R[..., second, second] = np.cos(angle)
    R[..., second, first] = np.sin(angle)
    R[..., first, second] = -np.sin(angle)
    return (R.astype(x.dtype) @ x[..., None])[..., 0]
