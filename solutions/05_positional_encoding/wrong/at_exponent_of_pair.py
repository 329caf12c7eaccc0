"""The waves slow down half as much as they should: the exponent is j / d for pair number j. It is 2j / d, so
that the last pair comes close to 1 / base.
"""


def sinusoidal_at(positions, d_model, base=10000.0):
    positions = _as_float(positions)
    omega = base ** (-np.arange((d_model + 1) // 2) / d_model)
    angle = positions.astype(np.float64)[..., None] * omega
    encoding = np.empty((*positions.shape, d_model), positions.dtype)
    encoding[..., 0::2] = np.sin(angle)
    encoding[..., 1::2] = np.cos(angle[..., : d_model // 2])
    return encoding
