"""The encoding is multiplied by sqrt(d) and the word vectors are not; it is the other way round."""


def add_positional_encoding(x, pe, scale=True):
    x, pe = _as_float(x), _as_float(pe)
    _, L, d = x.shape
    if len(pe) < L:
        raise ValueError("too long")
    return x + (pe[:L] * math.sqrt(d) if scale else pe[:L])
