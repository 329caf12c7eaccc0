"""Sine and cosine have changed places: position 0 must give 0, 1, 0, 1 ..., the sine in the even columns."""


def sinusoidal_at(positions, d_model, base=10000.0):
    positions = _as_float(positions)
    c = np.arange(d_model)
    angle = positions.astype(np.float64)[..., None] * base ** (-2 * (c // 2) / d_model)
    return np.where(c % 2 == 0, np.cos(angle), np.sin(angle)).astype(positions.dtype)
