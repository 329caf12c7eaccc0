"""A query that may see no key gets output 0 where b_out is expected: the whole row was set to 0 at the end.
Its weights are 0, so its heads are 0, and the last layer still adds b_out."""

_right = multihead_attention


def multihead_attention(xq, xkv, W_in, b_in, W_out, b_out, n_heads, mask=None, causal=False):
    out, weights, cache = _right(xq, xkv, W_in, b_in, W_out, b_out, n_heads, mask, causal)
    return np.where((weights.sum(axis=-1) == 0).all(axis=1)[:, :, None], 0, out), weights, cache
