"""How the tests call what cannot be called with plain arrays alone.

Forward functions return a cache that only your own backward function understands. The tests therefore never
see a cache: the functions here run beside your file, call forward and backward one after the other, and hand
back arrays. Each takes your module first and is otherwise named and called like the function it drives.
"""

import tracemalloc


def scaled_dot_product_attention(module, q, k, v, **options):
    """Return (out, weights); the cache stays here."""
    out, weights, _ = _three(module.scaled_dot_product_attention(q, k, v, **options))
    return out, weights


def sdpa_backward(module, dout, q, k, v, **options):
    """Return (dq, dk, dv): forward, then backward with the cache."""
    _, _, cache = _three(module.scaled_dot_product_attention(q, k, v, **options))
    return module.sdpa_backward(dout, cache)


def sdpa_backward_twice(module, dout, q, k, v, **options):
    """Return what the second of two backward calls with one cache says, the first with another gradient."""
    _, _, cache = _three(module.scaled_dot_product_attention(q, k, v, **options))
    module.sdpa_backward(3 * dout, cache)
    return module.sdpa_backward(dout, cache)


def sdpa_backward_two_caches(module, first, second):
    """Return the gradients of two problems (dout, q, k, v): both forward first, then both backward."""
    caches = [_three(module.scaled_dot_product_attention(*inputs))[2] for _, *inputs in (first, second)]
    return [
        module.sdpa_backward(dout, cache) for (dout, *_), cache in zip((first, second), caches, strict=True)
    ]


def score_additive_within(module, arrays, s, h, Wq, Wk, v):
    """Return the scores, and whether at most `arrays` arrays of N * Lq * Lk * A numbers were held at once.

    numpy reports its arrays to tracemalloc, so the peak is exact for numpy code and depends neither on the
    machine nor on its load. It can be trusted as far as the code is honest: memory from elsewhere (another
    library, a buffer made through ctypes) is not seen, and code that runs in this process could stop the
    counting. It guards against building too large an array by accident, not against somebody who wants to.
    """
    one_array = s.shape[0] * s.shape[1] * h.shape[1] * v.size * v.itemsize
    tracemalloc.start()
    try:
        scores = module.score_additive(s, h, Wq, Wk, v)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return scores, peak <= arrays * one_array


def multihead_attention(module, xq, xkv, W_in, b_in, W_out, b_out, n_heads, **options):
    """Return (out, weights); the cache stays here."""
    returned = module.multihead_attention(xq, xkv, W_in, b_in, W_out, b_out, n_heads, **options)
    out, weights, _ = _three(returned)
    return out, weights


def multihead_attention_backward(module, dout, xq, xkv, W_in, b_in, W_out, b_out, n_heads, **options):
    """Return the dictionary of gradients: forward, then backward with the cache."""
    returned = module.multihead_attention(xq, xkv, W_in, b_in, W_out, b_out, n_heads, **options)
    _, _, cache = _three(returned)
    return module.multihead_attention_backward(dout, cache)


def multihead_self_attention_backward(module, dout, x, *rest, **options):
    """Return the dictionary of gradients; `x` is one and the same array as queries and as keys."""
    return multihead_attention_backward(module, dout, x, x, *rest, **options)


def multihead_attention_backward_twice(module, dout, *inputs, **options):
    """Return what the second of two backward calls with one cache says, the first with another gradient."""
    _, _, cache = _three(module.multihead_attention(*inputs, **options))
    module.multihead_attention_backward(3 * dout, cache)
    return module.multihead_attention_backward(dout, cache)


def multihead_attention_backward_two_caches(module, first, second):
    """Return the gradients of two problems (dout, xq, xkv, ...): both forward first, then both backward."""
    caches = [_three(module.multihead_attention(*inputs))[2] for _, *inputs in (first, second)]
    return [
        module.multihead_attention_backward(dout, cache)
        for (dout, *_), cache in zip((first, second), caches, strict=True)
    ]


def _three(returned):
    if not isinstance(returned, tuple) or len(returned) != 3:
        raise TypeError("the function must return a tuple of three: (out, weights, cache)")
    return returned
