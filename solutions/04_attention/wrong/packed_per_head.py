"""The heads get each other's rows: W_in was read as query, key, value of head 0, then of head 1, and so on.
Here all query rows come first, then all key rows, then all value rows; within each block head 0 first."""

_right = multihead_attention


def multihead_attention(xq, xkv, W_in, b_in, W_out, b_out, n_heads, mask=None, causal=False):
    E = np.shape(xq)[-1]
    if E % n_heads:
        raise ValueError("the heads do not fit")
    order = np.arange(3 * E).reshape(n_heads, 3, -1).transpose(1, 0, 2).ravel()
    b_in = None if b_in is None else b_in[order]
    return _right(xq, xkv, W_in[order], b_in, W_out, b_out, n_heads, mask, causal)
