"""Only dW_out and db_out are right: the gradient went back through W_out.T.
Forward is out = merged @ W_out.T, so backward is dout @ W_out."""


def multihead_attention_backward(dout, cache):
    xq, xkv, W_in, W_out, n_heads, merged, attention, no_b_in, no_b_out = cache
    W_q, W_k, W_v = np.split(W_in, 3)

    def dweight(dy, x):
        return np.tensordot(dy, x, axes=([0, 1], [0, 1]))

    dheads = split_heads(dout @ W_out.T, n_heads)
    dq, dk, dv = (merge_heads(d) for d in sdpa_backward(dheads, attention))
    return {
        "dxq": dq @ W_q,
        "dxkv": dk @ W_k + dv @ W_v,
        "dW_in": np.concatenate([dweight(dq, xq), dweight(dk, xkv), dweight(dv, xkv)]),
        "db_in": None if no_b_in else np.concatenate([d.sum(axis=(0, 1)) for d in (dq, dk, dv)]),
        "dW_out": dweight(dout, merged),
        "db_out": None if no_b_out else dout.sum(axis=(0, 1)),
    }
