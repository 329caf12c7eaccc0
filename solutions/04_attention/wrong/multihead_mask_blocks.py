"""The weights lie exactly on the keys that should be blocked: the mask is read as nn.MultiheadAttention does.
Here True means "may take part"."""

_right = multihead_attention


def multihead_attention(xq, xkv, W_in, b_in, W_out, b_out, n_heads, mask=None, causal=False):
    if mask is not None and np.asarray(mask).dtype == bool:
        mask = ~np.asarray(mask)
    return _right(xq, xkv, W_in, b_in, W_out, b_out, n_heads, mask, causal)
