"""From the second pair on the waves are too fast: exp undoes the natural logarithm and not log10. Take
exp(-2j / d * log(base)).
"""


def sinusoidal_at(positions, d_model, base=10000.0):
    positions = _as_float(positions)
    omega = np.exp(-2 * np.arange((d_model + 1) // 2) / d_model * math.log10(base))
    angle = positions.astype(np.float64)[..., None] * omega
    encoding = np.empty((*positions.shape, d_model), positions.dtype)
    encoding[..., 0::2] = np.sin(angle)
    encoding[..., 1::2] = np.cos(angle[..., : d_model // 2])
    return encoding
