"""Row 0 is the encoding of position 1: positions count from 0."""


def sinusoidal_encoding(L, d_model, base=10000.0, dtype=np.float64):
    return sinusoidal_at(np.arange(1, L + 1), d_model, base).astype(dtype)
