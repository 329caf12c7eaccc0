"""The weights are too sharp: the scores are not scaled at all.
Multiply Q K^T by 1 / sqrt(E), E being the width of queries and keys."""

_right = scaled_dot_product_attention


def scaled_dot_product_attention(q, k, v, mask=None, causal=False, scale=None):
    return _right(q, k, v, mask, causal, 1.0 if scale is None else scale)
