"""How the tests ask what one plain call cannot show.

The functions here run beside your file and take your module first.
"""

import tracemalloc

import numpy as np


def sinusoidal_encoding(module, L, d_model, **options):
    """Call the function of this name; the tests write dtypes as words, here they become numpy's."""
    if "dtype" in options:
        options["dtype"] = getattr(np, options["dtype"])
    return module.sinusoidal_encoding(L, d_model, **options)


def after_overwriting(module, function, *args, **options):
    """Call `function`, overwrite the array it returned, and return what a second call gives.

    Whoever keeps a table for later calls must hand out a copy of it.
    """
    first = getattr(module, function)(*args, **options)
    first[...] = 77
    return getattr(module, function)(*args, **options)


def relative_scores_peak(module, q, k, table):
    """Return the scores and the largest number of bytes held at once while they were computed.

    numpy reports its arrays to tracemalloc, so the peak is exact for numpy code and does not depend on the
    machine or its load. It guards against building too large an array by accident; memory that numpy does not
    know of is not seen.
    """
    tracemalloc.start()
    try:
        scores = module.relative_scores(q, k, table)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return scores, peak
