"""The table of scores is turned: its rows are keys and its columns queries.
Queries come first, (N, Lq, Lk): s @ h transposed, not h @ s transposed."""


def score_dot(s, h):
    return _as_float(h) @ _as_float(s).swapaxes(1, 2)
