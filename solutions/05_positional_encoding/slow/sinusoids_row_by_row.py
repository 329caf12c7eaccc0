"""Right, but a Python loop takes one position after the other: give all positions at once."""


def sinusoidal_encoding(L, d_model, base=10000.0, dtype=np.float64):
    table = np.empty((L, d_model), dtype)
    for p in range(L):
        table[p] = sinusoidal_at(p, d_model, base)
    return table
