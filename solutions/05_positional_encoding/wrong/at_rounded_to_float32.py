"""float64 answers are good to seven digits only: the numbers passed through a float32 array on their way."""


def sinusoidal_at(positions, d_model, base=10000.0):
    positions = _as_float(positions)
    angle = positions.astype(np.float64)[..., None] * base ** (-2 * np.arange((d_model + 1) // 2) / d_model)
    encoding = np.empty((*positions.shape, d_model), np.float32)
    encoding[..., 0::2] = np.sin(angle)
    encoding[..., 1::2] = np.cos(angle[..., : d_model // 2])
    return encoding.astype(positions.dtype)
