"""There is an axis of size 1 in front, as tutorials like to store the table. Here it is (L, d_model)."""


def sinusoidal_encoding(L, d_model, base=10000.0, dtype=np.float64):
    return sinusoidal_at(np.arange(L), d_model, base).astype(dtype)[None]
