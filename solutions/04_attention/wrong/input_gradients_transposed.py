"""dxq and dxkv are wrong, the weights' gradients are right: the way back used W.T once more.
Forward is y = x @ W.T, so backward is dx = dy @ W."""


def multihead_attention_backward(dout, cache):
    xq, xkv, W_in, W_out, n_heads, merged, attention, no_b_in, no_b_out = cache
    W_q, W_k, W_v = np.split(W_in, 3)

    def dweight(dy, x):
        return np.tensordot(dy, x, axes=([0, 1], [0, 1]))

    dheads = split_heads(dout @ W_out, n_heads)
    dq, dk, dv = (merge_heads(d) for d in sdpa_backward(dheads, attention))
    return {
        "dxq": dq @ W_q.T,
        "dxkv": dk @ W_k.T + dv @ W_v.T,
        "dW_in": np.concatenate([dweight(dq, xq), dweight(dk, xkv), dweight(dv, xkv)]),
        "db_in": None if no_b_in else np.concatenate([d.sum(axis=(0, 1)) for d in (dq, dk, dv)]),
        "dW_out": dweight(dout, merged),
        "db_out": None if no_b_out else dout.sum(axis=(0, 1)),
    }
