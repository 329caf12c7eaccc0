"""Positions between the whole numbers get the encoding of the whole number: they were turned into integers.
Positions may be fractions.
"""


def sinusoidal_at(positions, d_model, base=10000.0):
    positions = _as_float(positions)
    omega = base ** (-2 * np.arange((d_model + 1) // 2) / d_model)
    angle = positions.astype(np.int64)[..., None] * omega
    encoding = np.empty((*positions.shape, d_model), positions.dtype)
    encoding[..., 0::2] = np.sin(angle)
    encoding[..., 1::2] = np.cos(angle[..., : d_model // 2])
    return encoding
