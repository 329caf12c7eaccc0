"""A second backward with another gradient gives an answer made of the first one, which was kept in the cache.
Keep in the cache what the forward pass computed, and nothing that depends on dout."""

_forward = scaled_dot_product_attention


def scaled_dot_product_attention(q, k, v, mask=None, causal=False, scale=None):
    out, weights, cache = _forward(q, k, v, mask, causal, scale)
    return out, weights, {"forward": cache}


def sdpa_backward(dout, cache):
    q, k, v, weights, scale = cache["forward"]
    if "dweights" not in cache:
        cache["dweights"] = dout @ v.swapaxes(-1, -2)
    dweights = cache["dweights"]
    dscores = weights * (dweights - (weights * dweights).sum(axis=-1, keepdims=True))
    dv = weights.swapaxes(-1, -2) @ dout
    return dscores @ k * scale, dscores.swapaxes(-1, -2) @ q * scale, dv
