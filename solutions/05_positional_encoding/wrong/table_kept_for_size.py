"""A table for another base is the one made before for the same size: what is kept must be kept for all
arguments, base and dtype included.
"""

_kept = {}


def sinusoidal_encoding(L, d_model, base=10000.0, dtype=np.float64):
    if (L, d_model) not in _kept:
        _kept[L, d_model] = sinusoidal_at(np.arange(L), d_model, base)
    return _kept[L, d_model].astype(dtype)
