"""All sines stand in the first half and all cosines in the second. That is another library's layout; here
sine and cosine of a pair stand side by side, in columns 2j and 2j + 1.
"""


def sinusoidal_at(positions, d_model, base=10000.0):
    positions = _as_float(positions)
    omega = base ** (-2 * np.arange((d_model + 1) // 2) / d_model)
    angle = positions.astype(np.float64)[..., None] * omega
    encoding = np.empty((*positions.shape, d_model), positions.dtype)
    encoding[..., : (d_model + 1) // 2] = np.sin(angle)
    encoding[..., (d_model + 1) // 2 :] = np.cos(angle[..., : d_model // 2])
    return encoding
