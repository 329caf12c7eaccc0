"""A mask of three axes gets a head axis inside scaled_dot_product_attention, where there are no heads yet.
Here a mask broadcasts to the scores as it is; put the axis in in multihead_attention."""

_right = scaled_dot_product_attention


def scaled_dot_product_attention(q, k, v, mask=None, causal=False, scale=None):
    if mask is not None and np.ndim(mask) == 3 and np.ndim(q) == 4:
        mask = np.asarray(mask)[:, None]
    return _right(q, k, v, mask, causal, scale)
