"""A base that is not a whole number is cut down to one: base may be any number above 1."""


def sinusoidal_at(positions, d_model, base=10000.0):
    positions = _as_float(positions)
    omega = int(base) ** (-2 * np.arange((d_model + 1) // 2) / d_model)
    angle = positions.astype(np.float64)[..., None] * omega
    encoding = np.empty((*positions.shape, d_model), positions.dtype)
    encoding[..., 0::2] = np.sin(angle)
    encoding[..., 1::2] = np.cos(angle[..., : d_model // 2])
    return encoding
