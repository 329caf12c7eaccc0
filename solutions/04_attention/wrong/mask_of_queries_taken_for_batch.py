"""A mask (L, S) is taken for one (N, S) where there are as many sequences as queries.
A mask of two axes belongs to all sequences and heads alike."""

_multihead = multihead_attention


def multihead_attention(xq, xkv, W_in, b_in, W_out, b_out, n_heads, mask=None, causal=False):
    if np.ndim(mask) == 2 and len(mask) == len(xq):
        mask = np.asarray(mask)[:, None, None, :]
    return _multihead(xq, xkv, W_in, b_in, W_out, b_out, n_heads, mask, causal)
