"""The word vectors are added as they are: with scale=True, the default, they are first multiplied by
sqrt(d).
"""


def add_positional_encoding(x, pe, scale=True):
    x, pe = _as_float(x), _as_float(pe)
    _, L, d = x.shape
    if len(pe) < L:
        raise ValueError("too long")
    return x + pe[:L]
