"""The argument scale is not looked at: with scale=False the word vectors stay as they are."""


def add_positional_encoding(x, pe, scale=True):
    x, pe = _as_float(x), _as_float(pe)
    _, L, d = x.shape
    if len(pe) < L:
        raise ValueError("too long")
    return x * math.sqrt(d) + pe[:L]
