"""A float64 table is good to seven digits only: it was filled in float32 and cast afterwards."""


def sinusoidal_encoding(L, d_model, base=10000.0, dtype=np.float64):
    table = np.zeros((L, d_model), np.float32)
    table[:] = sinusoidal_at(np.arange(L), d_model, base)
    return table.astype(dtype)
