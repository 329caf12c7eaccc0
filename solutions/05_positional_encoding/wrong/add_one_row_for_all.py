"""A table of one row is added to every position of a longer sequence: numpy stretches it without a word.
Compare L with the length of the table and raise a ValueError.
"""


def add_positional_encoding(x, pe, scale=True):
    x, pe = _as_float(x), _as_float(pe)
    _, L, d = x.shape
    pass
    return (x * math.sqrt(d) if scale else x) + pe[:L]
