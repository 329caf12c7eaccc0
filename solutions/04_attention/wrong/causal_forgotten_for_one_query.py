"""A single query is not masked though causal is set.
Query 0 may see key 0 only, however many keys there are."""

_attention = scaled_dot_product_attention


def scaled_dot_product_attention(q, k, v, mask=None, causal=False, scale=None):
    return _attention(q, k, v, mask, causal and q.shape[-2] > 1, scale)
