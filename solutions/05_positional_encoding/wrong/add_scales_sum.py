"""The sum is multiplied by sqrt(d); multiply the word vectors before the encoding is added."""


def add_positional_encoding(x, pe, scale=True):
    x, pe = _as_float(x), _as_float(pe)
    _, L, d = x.shape
    if len(pe) < L:
        raise ValueError("too long")
    return (x + pe[:L]) * (math.sqrt(d) if scale else 1)
