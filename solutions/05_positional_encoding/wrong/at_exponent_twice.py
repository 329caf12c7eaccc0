"""The waves slow down too fast, and sine and cosine of a pair do not belong together: the exponent is twice the
column over d. It is twice the pair number, 2 * floor(c / 2) / d.
"""


def sinusoidal_at(positions, d_model, base=10000.0):
    positions = _as_float(positions)
    c = np.arange(d_model)
    angle = positions.astype(np.float64)[..., None] * base ** (-2 * c / d_model)
    return np.where(c % 2 == 0, np.sin(angle), np.cos(angle)).astype(positions.dtype)
