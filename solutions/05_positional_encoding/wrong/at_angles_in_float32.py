"""Far from 0 the float32 answer is off: the angles themselves were computed in float32, which at position a
million is good to a few hundredths of a radian. Compute angles in float64 and cast the result.
"""


def sinusoidal_at(positions, d_model, base=10000.0):
    positions = _as_float(positions)
    omega = base ** (-2 * np.arange((d_model + 1) // 2) / d_model)
    angle = positions[..., None] * omega.astype(positions.dtype)
    encoding = np.empty((*positions.shape, d_model), positions.dtype)
    encoding[..., 0::2] = np.sin(angle)
    encoding[..., 1::2] = np.cos(angle[..., : d_model // 2])
    return encoding
