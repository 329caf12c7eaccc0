"""float32 positions give a float64 answer: the result is made with numpy's default dtype. It has the dtype
of float positions.
"""


def sinusoidal_at(positions, d_model, base=10000.0):
    positions = _as_float(positions)
    omega = base ** (-2 * np.arange((d_model + 1) // 2) / d_model)
    angle = positions.astype(np.float64)[..., None] * omega
    encoding = np.empty((*positions.shape, d_model), np.float64)
    encoding[..., 0::2] = np.sin(angle)
    encoding[..., 1::2] = np.cos(angle[..., : d_model // 2])
    return encoding
