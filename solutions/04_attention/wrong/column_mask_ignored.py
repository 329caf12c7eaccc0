"""A mask with one column for all keys has no effect.
Any axis of a mask may have size 1: (N, L, 1) blocks whole queries."""

_right = multihead_attention


def multihead_attention(xq, xkv, W_in, b_in, W_out, b_out, n_heads, mask=None, causal=False):
    if mask is not None and np.shape(mask)[-1] == 1 and np.shape(xkv)[1] > 1:
        mask = None
    return _right(xq, xkv, W_in, b_in, W_out, b_out, n_heads, mask, causal)
