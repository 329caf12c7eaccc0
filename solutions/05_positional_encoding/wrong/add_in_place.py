"""It writes into the word vectors it was given: x *= ... and x += ... work on the caller's array. Make a new
one.
"""


def add_positional_encoding(x, pe, scale=True):
    if not np.issubdtype(x.dtype, np.floating):
        x = x.astype(np.float64)
    _, L, d = x.shape
    if len(pe) < L:
        raise ValueError("too long")
    if scale:
        x *= math.sqrt(d)
    return x + pe[:L]
