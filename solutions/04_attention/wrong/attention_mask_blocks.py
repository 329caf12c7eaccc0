"""The weights lie exactly on the keys that should be blocked: the mask was inverted on its way to the softmax.
nn.MultiheadAttention reads True as "blocked"; here, as in torch's attention function, True keeps."""

_right = scaled_dot_product_attention


def scaled_dot_product_attention(q, k, v, mask=None, causal=False, scale=None):
    if mask is not None and np.asarray(mask).dtype == bool:
        mask = ~np.asarray(mask)
    return _right(q, k, v, mask, causal, scale)
