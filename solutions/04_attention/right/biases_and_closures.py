"""Every mask becomes a bias, every softmax goes through a logarithm, and a cache is a function that waits."""

from math import prod

import numpy as np

NOTHING = -np.inf


def _dtype(*arrays):
    floats = [np.asarray(a).dtype for a in arrays if a is not None and np.asarray(a).dtype.kind == "f"]
    return np.result_type(*floats) if floats else np.dtype(np.float64)


def _bias(mask, dtype):
    """A boolean mask as 0 and -inf; a float mask as it is."""
    if mask.dtype != np.bool_:
        return mask
    bias = np.zeros(mask.shape, dtype)
    bias[np.logical_not(mask)] = NOTHING
    return bias


def causal_mask(L, S=None, offset=0):
    shape = (L, L if S is None else S)
    return (
        np.greater_equal(*np.indices(shape))
        if offset == 0
        else np.fromfunction(lambda i, j: j - i <= offset, shape)
    )


def padding_mask(lengths, S):
    lengths = np.array(lengths, dtype=np.int64).reshape(-1, 1, 1)
    return lengths > np.arange(S).reshape(1, 1, S)


def combine_masks(*masks):
    masks = [mask for mask in masks if mask is not None]
    if len(masks) == 0:
        return None
    if {mask.dtype.kind for mask in masks} == {"b"}:
        return prod([mask.astype(np.int8) for mask in masks[1:]], start=masks[0].astype(np.int8)).astype(bool)
    dtype = _dtype(*masks)
    return sum((_bias(mask, dtype) for mask in masks[1:]), start=_bias(masks[0], dtype))


def masked_softmax(scores, mask=None, axis=-1):
    scores = np.asarray(scores)
    scores = scores.astype(_dtype(scores))
    if mask is not None:
        scores = scores + _bias(mask, scores.dtype)
    if scores.shape[axis] == 0:
        return scores
    # weights = exp(score - log sum exp); a row of -inf has no logarithm and is left out
    top = np.amax(scores, axis, keepdims=True)
    alive = top != NOTHING
    top = np.where(alive, top, np.zeros_like(top))
    sums = np.exp(scores - top).sum(axis, keepdims=True)
    # the top goes first: beside -1e30 the logarithm would be lost
    return np.exp(scores - top - np.log(sums, out=np.zeros_like(sums), where=alive))


def scaled_dot_product_attention(q, k, v, mask=None, causal=False, scale=None):
    dtype = _dtype(q, k, v)
    q, k, v = (np.asarray(x).astype(dtype) for x in (q, k, v))
    if scale is None:
        scale = float(q.shape[-1]) ** -0.5
    scale = float(scale)
    if causal:
        mask = combine_masks(causal_mask(q.shape[-2], k.shape[-2]), mask)
    kt = np.moveaxis(k, -1, -2)
    weights = masked_softmax((q * scale) @ kt, mask)
    out = weights @ v

    def backward(dout):
        dv = np.moveaxis(weights, -1, -2) @ dout
        # rowsum(P * dP) is also rowsum(O * dO): no second table of L x S needed
        inner = np.sum(out * dout, axis=-1, keepdims=True)
        ds = weights * (dout @ np.moveaxis(v, -1, -2)) - weights * inner
        ds = np.where(weights == 0, 0, ds)
        return scale * (ds @ k), np.moveaxis(ds, -1, -2) @ (q * scale), dv

    return out, weights.copy(), backward


def sdpa_backward(dout, cache):
    return cache(dout)


def score_dot(s, h):
    return np.matmul(np.asarray(s, _dtype(s)), np.transpose(np.asarray(h, _dtype(h)), (0, 2, 1)))


def _floats(*arrays):
    return [np.asarray(a, _dtype(a)) for a in arrays]


def score_scaled_dot(s, h):
    root = float(h.shape[2]) ** 0.5
    return score_dot(s / root, h)


def score_general(s, h, W):
    h, W = _floats(h, W)
    return score_dot(s, h @ W.T)


def score_additive(s, h, Wq, Wk, v):
    s, h, Wq, Wk, v = _floats(s, h, Wq, Wk, v)
    a, b = np.dot(s, Wq.T), np.dot(h, Wk.T)
    result = None
    for unit, factor in enumerate(v):  # one hidden unit after the other: the largest array is (N, Lq, Lk)
        part = np.tanh(a[:, :, None, unit] + b[:, None, :, unit]) * factor
        result = part if result is None else result + part
    return result


def score_concat(s, h, W, v):
    cut = s.shape[2]
    return score_additive(s, h, W[:, :cut], W[:, cut:], v)


def score_content(s, h, eps=1e-8):
    s, h = _floats(s, h)
    lengths = [np.clip(np.linalg.norm(x, axis=2), eps, None).astype(_dtype(x)) for x in (s, h)]
    return score_dot(s, h) / lengths[0][:, :, None] / lengths[1][:, None, :]


def location_attention(s, W, mask=None):
    s, W = _floats(s, W)
    return masked_softmax(np.dot(s, W.T), mask)


def attend(scores, values, mask=None):
    weights = masked_softmax(scores, mask)
    return np.matmul(weights, *_floats(values)), weights


def nadaraya_watson(xq, xk, y, w=1.0):
    xq, xk, y = _floats(xq, xk, y)
    gap = (np.reshape(xq, (-1, 1)) - np.reshape(xk, (1, -1))) * w
    return (masked_softmax(gap * gap * -0.5) * y).sum(axis=1)


def split_heads(x, h):
    if x.shape[2] % h != 0:
        raise ValueError(f"{x.shape[2]} features do not make {h} heads")
    return np.stack(np.split(x, h, axis=2), axis=1)


def merge_heads(x):
    return np.moveaxis(x, 1, 2).reshape(len(x), x.shape[2], -1)


def multihead_attention(xq, xkv, W_in, b_in, W_out, b_out, n_heads, mask=None, causal=False):
    E = xq.shape[2]
    if E % n_heads != 0:
        raise ValueError(f"{E} features do not make {n_heads} heads")
    dtype = _dtype(xq, xkv, W_in, W_out)
    xq, xkv = np.asarray(xq, dtype), np.asarray(xkv, dtype)
    b = np.zeros(3 * E, dtype) if b_in is None else b_in
    q = split_heads(xq @ W_in[:E].T + b[:E], n_heads)
    kv = split_heads(xkv @ W_in[E:].T + b[E:], 2 * n_heads)  # keys' heads, then values'
    k, v = kv[:, :n_heads], kv[:, n_heads:]
    if mask is not None and mask.ndim == 3:
        mask = mask.reshape(mask.shape[0], 1, *mask.shape[1:])
    heads, weights, inner = scaled_dot_product_attention(q, k, v, mask, causal)
    merged = merge_heads(heads)
    out = merged @ W_out.T
    if b_out is not None:
        out += b_out

    def backward(dout):
        dq, dk, dv = inner(split_heads(dout @ W_out, n_heads))
        dq = merge_heads(dq)
        dkv = merge_heads(np.concatenate([dk, dv], axis=1))  # (N, S, 2E)
        rows = [x.reshape(-1, x.shape[2]) for x in (dq, dkv, xq, xkv, dout, merged)]
        return {
            "dxq": dq @ W_in[:E],
            "dxkv": dkv @ W_in[E:],
            "dW_in": np.vstack([rows[0].T @ rows[2], rows[1].T @ rows[3]]),
            "db_in": None if b_in is None else np.hstack([rows[0].sum(0), rows[1].sum(0)]),
            "dW_out": rows[4].T @ rows[5],
            "db_out": None if b_out is None else rows[4].sum(0),
        }

    return out, weights, backward


def multihead_attention_backward(dout, cache):
    return cache(dout)


def self_attention_steps(x, Wq, Wk, Wv):
    steps = {"q": x @ Wq.T, "k": x @ Wk.T, "v": x @ Wv.T}
    steps["scores"] = steps["q"] @ steps["k"].T
    steps["weights"] = masked_softmax(steps["scores"])
    steps["weighted_values"] = np.stack([np.diag(row) @ steps["v"] for row in steps["weights"]])
    steps["out"] = np.add.reduce(steps["weighted_values"], axis=1)
    return steps
