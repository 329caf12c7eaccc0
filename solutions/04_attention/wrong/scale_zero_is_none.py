"""scale=0 is treated as if no scale were given: `scale or ...` takes 0 for missing.
Ask `scale is None`."""

_right = scaled_dot_product_attention


def scaled_dot_product_attention(q, k, v, mask=None, causal=False, scale=None):
    return _right(q, k, v, mask, causal, scale or None)
