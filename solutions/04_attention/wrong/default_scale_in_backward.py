"""Right until a scale is given: the way back always uses 1 / sqrt(E).
Keep the scale in the cache."""

_right = sdpa_backward


def sdpa_backward(dout, cache):
    q, k, v, weights, scale = cache
    return _right(dout, (q, k, v, weights, 1 / math.sqrt(q.shape[-1])))
