"""The shapes are right, the content is not: plain reshapes between (N, L, E) and (N, h, L, E/h) mix positions and heads.
Split and merge with a transpose: use split_heads and merge_heads."""


def multihead_attention(xq, xkv, W_in, b_in, W_out, b_out, n_heads, mask=None, causal=False):
    xq, xkv, W_in, W_out = (_as_float(x) for x in (xq, xkv, W_in, W_out))
    b_q, b_k, b_v = (0.0, 0.0, 0.0) if b_in is None else np.split(_as_float(b_in), 3)
    W_q, W_k, W_v = np.split(W_in, 3)
    if xq.shape[-1] % n_heads:
        raise ValueError("the heads do not fit")

    def cut(x):
        return x.reshape(len(x), n_heads, x.shape[1], -1)

    q = cut(xq @ W_q.T + b_q)
    k = cut(xkv @ W_k.T + b_k)
    v = cut(xkv @ W_v.T + b_v)
    if mask is not None and np.ndim(mask) == 3:
        mask = np.asarray(mask)[:, None]
    heads, weights, attention = scaled_dot_product_attention(q, k, v, mask, causal)
    merged = heads.reshape(xq.shape)
    out = merged @ W_out.T + (0.0 if b_out is None else _as_float(b_out))
    return out, weights, (xq, xkv, W_in, W_out, n_heads, merged, attention, b_in is None, b_out is None)
