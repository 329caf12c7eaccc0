"""With causal=True the mask has no effect: the causal mask took its place.
A key must be allowed by both: combine_masks(mask, causal_mask(L, S))."""

_right = scaled_dot_product_attention


def scaled_dot_product_attention(q, k, v, mask=None, causal=False, scale=None):
    return _right(q, k, v, None if causal else mask, causal, scale)
