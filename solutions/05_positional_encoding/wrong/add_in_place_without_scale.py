"""With scale=False the words themselves are added to: `+=` writes into the input unless it was copied."""


def add_positional_encoding(x, pe, scale=True):
    x, pe = _as_float(x), _as_float(pe)
    _, L, d = x.shape
    if len(pe) < L:
        raise ValueError("too long")
    if scale:
        x = x * math.sqrt(d)
    x += pe[:L].astype(x.dtype) if x.dtype == pe.dtype else 0
    return x if x.dtype == pe.dtype else x + pe[:L]
