"""Fails without biases: None cannot be cut into three or added.
A bias that is None is simply left out."""

_right = multihead_attention


def multihead_attention(xq, xkv, W_in, b_in, W_out, b_out, n_heads, mask=None, causal=False):
    b_q, b_k, b_v = b_in.reshape(3, -1)
    return _right(xq, xkv, W_in, np.concatenate([b_q, b_k, b_v]), W_out, b_out + 0.0, n_heads, mask, causal)
