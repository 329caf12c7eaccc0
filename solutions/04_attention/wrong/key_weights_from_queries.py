"""Right for self-attention; dW_in is wrong or fails for cross-attention: its key and value rows were formed with xq.
Keys and values are made of xkv, so their weights' gradients are too."""


def multihead_attention_backward(dout, cache):
    xq, xkv, W_in, W_out, n_heads, merged, attention, no_b_in, no_b_out = cache
    W_q, W_k, W_v = np.split(W_in, 3)

    def dweight(dy, x):
        return np.tensordot(dy, x, axes=([0, 1], [0, 1]))

    dheads = split_heads(dout @ W_out, n_heads)
    dq, dk, dv = (merge_heads(d) for d in sdpa_backward(dheads, attention))
    return {
        "dxq": dq @ W_q,
        "dxkv": dk @ W_k + dv @ W_v,
        "dW_in": np.concatenate([dweight(dq, xq), dweight(dk, xq), dweight(dv, xq)]),
        "db_in": None if no_b_in else np.concatenate([d.sum(axis=(0, 1)) for d in (dq, dk, dv)]),
        "dW_out": dweight(dout, merged),
        "db_out": None if no_b_out else dout.sum(axis=(0, 1)),
    }
