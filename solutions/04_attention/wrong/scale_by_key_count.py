"""The weights change their sharpness with the number of keys: the scores are divided by sqrt(S).
Divide by sqrt(E), the width of queries and keys (q.shape[-1])."""

_right = scaled_dot_product_attention


def scaled_dot_product_attention(q, k, v, mask=None, causal=False, scale=None):
    return _right(q, k, v, mask, causal, 1 / math.sqrt(np.shape(k)[-2]) if scale is None else scale)
