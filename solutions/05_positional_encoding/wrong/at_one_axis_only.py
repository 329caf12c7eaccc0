"""It works for a list of positions only. Positions may have any shape, also none at all; the features are
one axis more at the end, positions[..., None].
"""


def sinusoidal_at(positions, d_model, base=10000.0):
    positions = _as_float(positions).reshape(-1)
    omega = base ** (-2 * np.arange((d_model + 1) // 2) / d_model)
    angle = positions.astype(np.float64)[..., None] * omega
    encoding = np.empty((*positions.shape, d_model), positions.dtype)
    encoding[..., 0::2] = np.sin(angle)
    encoding[..., 1::2] = np.cos(angle[..., : d_model // 2])
    return encoding
