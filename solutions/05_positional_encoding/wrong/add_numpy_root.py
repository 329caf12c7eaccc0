"""float32 becomes float64, because numpy's sqrt of a plain number gives a float64 that spreads. math.sqrt
gives a plain number that does not.
"""


def add_positional_encoding(x, pe, scale=True):
    x, pe = _as_float(x), _as_float(pe)
    _, L, d = x.shape
    if len(pe) < L:
        raise ValueError("too long")
    return (x * np.sqrt(d) if scale else x) + pe[:L]
