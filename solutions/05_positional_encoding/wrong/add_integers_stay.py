"""With scale=False whole numbers stay whole numbers, and small ones run over: integers are computed in float64."""


def add_positional_encoding(x, pe, scale=True):
    _, L, d = x.shape
    if len(pe) < L:
        raise ValueError("the table is too short")
    return (x * math.sqrt(d) if scale else x) + pe[:L]
