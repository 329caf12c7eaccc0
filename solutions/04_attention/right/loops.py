"""One row, one sequence, one head at a time, wherever the handout does not ask for speed."""

import math

import numpy as np


def _float(x):
    x = np.array(x)  # a copy, free to be written into
    return x if x.dtype in (np.float32, np.float64) else x.astype(np.float64)


def causal_mask(L, S=None, offset=0):
    S = L if S is None else S
    mask = np.zeros((L, S), dtype=bool)
    for i in range(L):
        mask[i, : max(0, i + offset + 1)] = True
    return mask


def padding_mask(lengths, S):
    mask = np.zeros((len(lengths), 1, S), dtype=bool)
    for row, length in zip(mask, lengths):
        row[0, : int(length)] = True
    return mask


def combine_masks(*masks):
    masks = [mask for mask in masks if mask is not None]
    if not masks:
        return None
    shape = np.broadcast_shapes(*[mask.shape for mask in masks])
    floats = [mask for mask in masks if mask.dtype != bool]
    if not floats:
        result = np.ones(shape, dtype=bool)
        for mask in masks:
            result[~np.broadcast_to(mask, shape)] = False
        return result
    result = np.zeros(shape, dtype=np.result_type(*[mask.dtype for mask in floats]))
    for mask in masks:
        if mask.dtype == bool:
            result[~np.broadcast_to(mask, shape)] = -np.inf
        else:
            result += mask
    return result


def masked_softmax(scores, mask=None, axis=-1):
    scores = _float(scores)
    if mask is not None:
        if mask.dtype == bool:
            scores[~np.broadcast_to(mask, scores.shape)] = -np.inf
        else:
            scores = scores + mask
    rows = np.moveaxis(scores, axis, -1)
    weights = np.zeros(rows.shape, rows.dtype)
    for place in np.ndindex(rows.shape[:-1]):
        allowed = np.isfinite(rows[place])
        if allowed.any():
            chosen = rows[place][allowed]
            powers = np.exp(chosen - chosen.max())
            weights[place][allowed] = powers / powers.sum()
    return np.moveaxis(weights, -1, axis)


def _softmax_of_last_axis(scores):
    """All rows at once, in place, for the function that is timed."""
    top = scores.max(axis=-1, keepdims=True, initial=-np.inf)
    dead = np.isneginf(top)
    top[dead] = 0
    scores -= top
    np.exp(scores, out=scores)
    total = scores.sum(axis=-1, keepdims=True)
    total[dead] = 1
    scores /= total
    return scores


def scaled_dot_product_attention(q, k, v, mask=None, causal=False, scale=None):
    q, k, v = _float(q), _float(k), _float(v)
    scale = 1 / math.sqrt(q.shape[-1]) if scale is None else float(scale)
    scores = np.matmul(q, np.swapaxes(k, -2, -1))
    scores *= scale
    if mask is not None and mask.dtype == bool:
        np.copyto(scores, -np.inf, where=~mask)
    elif mask is not None:
        scores = scores + mask
    if causal:
        np.copyto(scores, -np.inf, where=~causal_mask(*scores.shape[-2:]))
    weights = _softmax_of_last_axis(scores)
    return np.matmul(weights, v), weights, (q, k, v, weights, scale)


def sdpa_backward(dout, cache):
    q, k, v, weights, scale = cache
    dtype = np.result_type(dout, q, k, v)
    dq, dk, dv = np.zeros(q.shape, dtype), np.zeros(k.shape, dtype), np.zeros(v.shape, dtype)
    for place in np.ndindex(weights.shape[:-1]):
        lead, p = place[:-1], weights[place]
        dv[lead] += np.outer(p, dout[place])
        jacobian = np.diag(p) - np.outer(p, p)  # of the softmax of one row
        ds = scale * (jacobian @ (v[lead] @ dout[place]))
        dq[place] = ds @ k[lead]
        dk[lead] += np.outer(ds, q[place])
    return dq, dk, dv


def score_dot(s, h):
    return np.array([_float(a) @ _float(b).T for a, b in zip(s, h)])


def score_scaled_dot(s, h):
    return np.array([a @ b.T / math.sqrt(a.shape[-1]) for a, b in zip(_float(s), _float(h))])


def score_general(s, h, W):
    return np.array([a @ W @ b.T for a, b in zip(_float(s), _float(h))])


def score_additive(s, h, Wq, Wk, v):
    queries, keys = _float(s) @ np.transpose(Wq), _float(h) @ np.transpose(Wk)
    columns = [np.tanh(queries + keys[:, j, None, :]) @ v for j in range(keys.shape[1])]
    return np.stack(columns, axis=-1)


def score_concat(s, h, W, v):
    width = s.shape[-1]
    return score_additive(s, h, W[:, :width].copy(), W[:, width:].copy(), v)


def score_content(s, h, eps=1e-8):
    s, h = _float(s), _float(h)
    scores = np.zeros((len(s), s.shape[1], h.shape[1]), np.result_type(s, h))
    for n, i, j in np.ndindex(scores.shape):
        a, b = s[n, i], h[n, j]
        scores[n, i, j] = a @ b / (max(math.sqrt(a @ a), eps) * max(math.sqrt(b @ b), eps))
    return scores


def location_attention(s, W, mask=None):
    scores = np.array([_float(a) @ np.transpose(W) for a in s])
    return masked_softmax(scores, mask)


def attend(scores, values, mask=None):
    weights = masked_softmax(scores, mask)
    return np.array([w @ x for w, x in zip(weights, _float(values))]), weights


def nadaraya_watson(xq, xk, y, w=1.0):
    xq, xk, y = _float(xq), _float(xk), _float(y)
    return np.array([masked_softmax(-0.5 * (w * (x - xk)) ** 2) @ y for x in xq])


def split_heads(x, h):
    if x.shape[-1] % h:
        raise ValueError("the heads must share the features equally")
    d = x.shape[-1] // h
    return np.stack([x[..., i * d : (i + 1) * d] for i in range(h)], axis=1)


def merge_heads(x):
    return np.concatenate([x[:, i] for i in range(x.shape[1])], axis=-1)


def _linear(x, W, b):
    y = x @ W.T
    return y if b is None else y + b


def multihead_attention(xq, xkv, W_in, b_in, W_out, b_out, n_heads, mask=None, causal=False):
    xq, xkv, W_in, W_out = _float(xq), _float(xkv), _float(W_in), _float(W_out)
    N, L, E = xq.shape
    S = xkv.shape[1]
    if E % n_heads:
        raise ValueError("the heads must share the features equally")
    d = E // n_heads
    if mask is not None:
        mask = mask[:, None] if mask.ndim == 3 else mask
        mask = np.broadcast_to(mask, (N, n_heads, L, S))
    together = np.zeros((N, L, E), np.result_type(xq, xkv, W_in))
    weights = np.zeros((N, n_heads, L, S), together.dtype)
    caches = {}
    for n in range(N):
        for i in range(n_heads):
            q, k, v = (
                _linear(x, W_in[rows], None if b_in is None else b_in[rows])
                for x, rows in (
                    (xq[n], slice(i * d, (i + 1) * d)),
                    (xkv[n], slice(E + i * d, E + (i + 1) * d)),
                    (xkv[n], slice(2 * E + i * d, 2 * E + (i + 1) * d)),
                )
            )
            own_mask = None if mask is None else mask[n, i]
            out, weights[n, i], caches[n, i] = scaled_dot_product_attention(q, k, v, own_mask, causal)
            together[n, :, i * d : (i + 1) * d] = out
    cache = xq, xkv, W_in, W_out, b_in is None, b_out is None, together, caches
    return _linear(together, W_out, b_out), weights, cache


def multihead_attention_backward(dout, cache):
    xq, xkv, W_in, W_out, no_b_in, no_b_out, together, caches = cache
    E = W_out.shape[0]
    n_heads = 1 + max(i for _, i in caches)
    d = E // n_heads
    dtype = np.result_type(dout, xq, W_in)
    dtogether = dout @ W_out
    dxq, dxkv = np.zeros(xq.shape, dtype), np.zeros(xkv.shape, dtype)
    dW_in, db_in = np.zeros(W_in.shape, dtype), np.zeros(3 * E, dtype)
    for (n, i), own in caches.items():
        gradients = sdpa_backward(dtogether[n, :, i * d : (i + 1) * d], own)
        for block, (gradient, x, dx) in enumerate(zip(gradients, (xq, xkv, xkv), (dxq, dxkv, dxkv))):
            rows = slice(block * E + i * d, block * E + (i + 1) * d)
            dx[n] += gradient @ W_in[rows]
            dW_in[rows] += gradient.T @ x[n]
            db_in[rows] += gradient.sum(axis=0)
    dW_out = sum(a.T @ b for a, b in zip(dout, together))
    return {
        "dxq": dxq,
        "dxkv": dxkv,
        "dW_in": dW_in,
        "db_in": None if no_b_in else db_in,
        "dW_out": dW_out,
        "db_out": None if no_b_out else dout.sum(axis=1).sum(axis=0),
    }


def self_attention_steps(x, Wq, Wk, Wv):
    q, k, v = (_float(x) @ np.transpose(W) for W in (Wq, Wk, Wv))
    scores = np.array([[a @ b for b in k] for a in q])
    weights = masked_softmax(scores)
    weighted_values = np.array([[p * value for p, value in zip(row, v)] for row in weights])
    out = np.array([sum(rows) for rows in weighted_values])
    return {
        "q": q,
        "k": k,
        "v": v,
        "scores": scores,
        "weights": weights,
        "weighted_values": weighted_values,
        "out": out,
    }
