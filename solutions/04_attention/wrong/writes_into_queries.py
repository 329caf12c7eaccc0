"""The caller's queries are changed by the call: `q *= scale` works in place.
Write q = q * scale, or scale the scores."""

_right = scaled_dot_product_attention


def scaled_dot_product_attention(q, k, v, mask=None, causal=False, scale=None):
    scale = 1 / math.sqrt(np.shape(q)[-1]) if scale is None else scale
    if np.asarray(q).dtype.kind != "f":
        return _right(q, k, v, mask, causal, scale)
    q *= scale
    out, weights, cache = _right(q, k, v, mask, causal, 1.0)
    return out, weights, (q / scale if scale else q, *cache[1:4], scale)
