"""float32 comes back as float64: 1 / np.sqrt(E) is a numpy float64 number and takes the scores with it.
math.sqrt gives a plain Python number, which leaves the dtype alone."""

_right = scaled_dot_product_attention


def scaled_dot_product_attention(q, k, v, mask=None, causal=False, scale=None):
    return _right(q, k, v, mask, causal, 1 / np.sqrt(np.shape(q)[-1]) if scale is None else np.float64(scale))
