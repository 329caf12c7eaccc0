"""Right, but two Python loops take one sine after the other: write the formula for the whole table."""


def sinusoidal_encoding(L, d_model, base=10000.0, dtype=np.float64):
    table = np.empty((L, d_model), dtype)
    for p in range(L):
        for c in range(d_model):
            angle = p * base ** (-(c - c % 2) / d_model)
            table[p, c] = math.cos(angle) if c % 2 else math.sin(angle)
    return table
