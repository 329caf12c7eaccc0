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


def sinusoidal_encoding_again(module, L, d_model):
    """Call, overwrite the table that came back, and return what a second call gives."""
    module.sinusoidal_encoding(L, d_model)[...] = 77
    return module.sinusoidal_encoding(L, d_model)


def sinusoidal_at_again(module, positions, d_model):
    """Call twice, overwrite what came back second, then first; return the first as it was, and a third."""
    return _again(lambda: module.sinusoidal_at(positions, d_model))


def sinusoidal_encoding_two_bases(module, L, d_model):
    """Return two tables of one size, the second for another base."""
    return [module.sinusoidal_encoding(L, d_model), module.sinusoidal_encoding(L, d_model, base=100)]


def shift_matrix_again(module, k, d_model):
    """Call, overwrite the matrix that came back, and return what a second call gives."""
    module.shift_matrix(k, d_model)[...] = 77
    return module.shift_matrix(k, d_model)


def shift_matrix_two_bases(module, k, d_model):
    """Return two matrices for one shift and size, the second for another base."""
    return [module.shift_matrix(k, d_model), module.shift_matrix(k, d_model, base=100)]


def learned_positions_backward_again(module, dout, Lmax):
    """Call twice, overwrite what came back second, then first; return the first as it was, and a third."""
    return _again(lambda: module.learned_positions_backward(dout, Lmax))


def alibi_slopes_again(module, n):
    """Call, overwrite the slopes that came back, and return what a second call gives."""
    module.alibi_slopes(n)[...] = 77
    return module.alibi_slopes(n)


def alibi_bias_again(module, n, Lq, Lk):
    """Call twice, overwrite what came back second, then first; return the first as it was, and a third."""
    return _again(lambda: module.alibi_bias(n, Lq, Lk))


def relative_index_again(module, Lq, Lk, max_dist):
    """Call twice, overwrite what came back second, then first; return the first as it was, and a third."""
    return _again(lambda: module.relative_index(Lq, Lk, max_dist))


def rope_two_bases(module, x):
    """Return the same features turned twice, the second time with another base."""
    return [module.rope(x), module.rope(x, base=100)]


def rope_again(module, x):
    """Call twice, overwrite what came back second, then first; return the first as it was, and a third."""
    return _again(lambda: module.rope(x))


def rope_backward_again(module, dout):
    """Call twice, overwrite what came back second, then first; return the first as it was, and a third."""
    return _again(lambda: module.rope_backward(dout))


def relative_scores_again(module, q, k, table):
    """Call twice, overwrite what came back second, then first; return the first as it was, and a third."""
    return _again(lambda: module.relative_scores(q, k, table))


def t5_bucket_again(module, rel):
    """Call twice, overwrite what came back second, then first; return the first as it was, and a third."""
    return _again(lambda: module.t5_bucket(rel))


def sinusoidal_at_moved(module, positions, d_model):
    """Encode one array of positions twice, the second time with other numbers in it."""
    positions = positions.copy()
    first = module.sinusoidal_at(positions, d_model)
    positions += 1.5
    return [first, module.sinusoidal_at(positions, d_model)]


def rope_after_float32(module, x):
    """Turn features in float32, and return what the same features give as they are."""
    module.rope(x.astype(np.float32))
    return module.rope(x)


def alibi_bias_two_numbers_of_heads(module, Lq, Lk):
    """Return two biases for the same lengths, the second for another number of heads."""
    return [module.alibi_bias(2, Lq, Lk), module.alibi_bias(4, Lq, Lk)]


def t5_bucket_two_distances(module, rel):
    """Return the buckets of the same distances for two values of max_distance."""
    return [module.t5_bucket(rel, num_buckets=20, max_distance=far) for far in (50, 150)]


def rope_moved(module, x, positions):
    """Turn the same two arrays twice, the second time with other numbers in both."""
    x, positions = x.copy(), positions.copy()
    first = module.rope(x, positions)
    x *= -2
    positions += 1.5
    return [first, module.rope(x, positions)]


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


def _again(call):
    first, second = call(), call()
    second[...] = 77
    unharmed = first.copy()
    first[...] = 77
    return [unharmed, call()]
