"""The table's length is held against the number of sequences: len(x) is N. Positions run along the second axis, x is
(N, L, d)."""


def add_positional_encoding(x, pe, scale=True):
    x, pe = _as_float(x), _as_float(pe)
    if len(pe) < len(x):
        raise ValueError("the table is too short")
    return (x * math.sqrt(x.shape[2]) if scale else x) + pe[: x.shape[1]]
