"""Overwriting a table changes the next one: the function keeps its tables and hands out the very array it
keeps. Return a copy, or make the table anew.
"""

import functools


@functools.cache
def _table(L, d_model, base, dtype):
    return sinusoidal_at(np.arange(L), d_model, base).astype(dtype)


def sinusoidal_encoding(L, d_model, base=10000.0, dtype=np.float64):
    return _table(L, d_model, base, dtype)
