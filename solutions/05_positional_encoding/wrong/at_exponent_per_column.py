"""Only the first column is right: every column has a frequency of its own. The two columns of a pair share
one, so the exponent is 2 * floor(c / 2) / d and not c / d.
"""


def sinusoidal_at(positions, d_model, base=10000.0):
    positions = _as_float(positions)
    c = np.arange(d_model)
    angle = positions.astype(np.float64)[..., None] * base ** (-c / d_model)
    return np.where(c % 2 == 0, np.sin(angle), np.cos(angle)).astype(positions.dtype)
