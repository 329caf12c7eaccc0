"""The table is float64 whatever dtype asks for: cast it at the end."""


def sinusoidal_encoding(L, d_model, base=10000.0, dtype=np.float64):
    return sinusoidal_at(np.arange(L), d_model, base)
