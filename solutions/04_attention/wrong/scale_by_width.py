"""The weights are too flat: the scores are divided by E.
Divide by its square root: the spread of a sum of E products grows with sqrt(E)."""

_right = scaled_dot_product_attention


def scaled_dot_product_attention(q, k, v, mask=None, causal=False, scale=None):
    return _right(q, k, v, mask, causal, 1 / np.shape(q)[-1] if scale is None else scale)
