"""Right for the first sequence, wrong for the others: all queries are compared with the first sequence's keys.
Multiply with @, which goes through all leading axes by itself."""

_right = scaled_dot_product_attention


def scaled_dot_product_attention(q, k, v, mask=None, causal=False, scale=None):
    k = np.asarray(k)
    return _right(q, k if k.ndim < 3 else np.broadcast_to(k[:1], k.shape), v, mask, causal, scale)
