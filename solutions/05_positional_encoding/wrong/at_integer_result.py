"""Integer positions give only -1, 0 and 1: the result was put into an array of the positions' integer dtype.
Integers are computed in float64, and so is their result.
"""


def sinusoidal_at(positions, d_model, base=10000.0):
    positions = np.asarray(positions)
    omega = base ** (-2 * np.arange((d_model + 1) // 2) / d_model)
    angle = positions.astype(np.float64)[..., None] * omega
    encoding = np.empty((*positions.shape, d_model), positions.dtype)
    encoding[..., 0::2] = np.sin(angle)
    encoding[..., 1::2] = np.cos(angle[..., : d_model // 2])
    return encoding
