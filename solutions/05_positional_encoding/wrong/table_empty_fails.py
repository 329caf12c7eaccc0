"""It fails for L = 0, because rows are collected in a list and there is nothing to stack. An empty table has
the shape (0, d_model).
"""


def sinusoidal_encoding(L, d_model, base=10000.0, dtype=np.float64):
    return np.stack([sinusoidal_at(p, d_model, base) for p in range(L)]).astype(dtype)
