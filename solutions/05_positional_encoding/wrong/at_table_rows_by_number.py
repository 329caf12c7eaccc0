"""Negative or very large whole positions get the wrong rows: they index a table that was made for 0 ... 1999, and a
negative index counts from its end. Compute the waves at the positions themselves."""


def sinusoidal_at(positions, d_model, base=10000.0):
    p = np.asarray(positions)
    waves = np.arange(2000) if p.dtype.kind in "iu" else p
    angle = waves.astype(np.float64)[..., None] * base ** (-2 * np.arange((d_model + 1) // 2) / d_model)
    encoding = np.empty((*waves.shape, d_model), _as_float(p).dtype)
    encoding[..., 0::2] = np.sin(angle)
    encoding[..., 1::2] = np.cos(angle[..., : d_model // 2])
    return encoding[p] if p.dtype.kind in "iu" else encoding
