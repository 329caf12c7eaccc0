"""The slowest wave is exactly base times slower than the first. That is what you get when the pairs are
spread over d / 2 - 1 steps, as one well-known library does; the paper divides by d, so the last pair
falls just short.
"""


def sinusoidal_at(positions, d_model, base=10000.0):
    positions = _as_float(positions)
    omega = float(base) ** (-np.arange((d_model + 1) // 2) / max((d_model + 1) // 2 - 1, 1))
    angle = positions.astype(np.float64)[..., None] * omega
    encoding = np.empty((*positions.shape, d_model), positions.dtype)
    encoding[..., 0::2] = np.sin(angle)
    encoding[..., 1::2] = np.cos(angle[..., : d_model // 2])
    return encoding
