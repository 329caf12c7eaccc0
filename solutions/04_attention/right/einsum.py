"""Everything as a sum over named indices: np.einsum from the first score to the last gradient."""

import numpy as np


def _floats(*arrays):
    arrays = [np.asarray(a) for a in arrays]
    return [a if a.dtype.kind == "f" else a.astype(float) for a in arrays]


def causal_mask(L, S=None, offset=0):
    return np.tri(L, L if S is None else S, offset, dtype=bool)


def padding_mask(lengths, S):
    places = np.arange(S)
    return np.array([places < int(n) for n in lengths]).reshape(len(lengths), 1, S)


def combine_masks(*masks):
    result = None
    for mask in masks:
        if mask is None:
            continue
        if result is None:
            result = mask
        elif result.dtype == bool and mask.dtype == bool:
            result = result & mask
        else:
            result = _bias(result, mask.dtype) + _bias(mask, result.dtype)
    return result


def _bias(mask, other):
    if mask.dtype != bool:
        return mask
    return np.where(mask, other.type(0), other.type(-np.inf))


def masked_softmax(scores, mask=None, axis=-1):
    (scores,) = _floats(scores)
    if mask is not None and mask.dtype == bool:
        allowed = np.broadcast_to(mask, scores.shape) & (scores > -np.inf)
    else:
        scores = scores if mask is None else scores + mask
        allowed = scores > -np.inf
    top = np.max(scores, axis=axis, keepdims=True, where=allowed, initial=-np.inf)
    shifted = np.where(allowed, scores, 0) - np.where(top > -np.inf, top, 0)
    powers = np.exp(np.where(allowed, shifted, -np.inf))
    sums = powers.sum(axis, keepdims=True)
    return np.divide(powers, sums, out=np.zeros_like(powers), where=sums > 0)


def scaled_dot_product_attention(q, k, v, mask=None, causal=False, scale=None):
    q, k, v = _floats(q, k, v)
    if scale is None:
        scale = q.shape[-1] ** -0.5
    if causal:
        mask = combine_masks(mask, causal_mask(q.shape[-2], k.shape[-2]))
    scores = float(scale) * np.einsum("...le,...se->...ls", q, k)
    weights = masked_softmax(scores, mask)
    out = np.einsum("...ls,...sd->...ld", weights, v)
    return out, weights, {"q": q, "k": k, "v": v, "weights": weights, "scale": float(scale)}


def sdpa_backward(dout, cache):
    q, k, v, weights, scale = cache.values()
    dv = np.einsum("...ls,...ld->...sd", weights, dout)
    dweights = np.einsum("...ld,...sd->...ls", dout, v)
    inner = np.einsum("...ls,...ls->...l", dweights, weights)[..., None]
    dscores = scale * weights * (dweights - inner)
    return np.einsum("...ls,...se->...le", dscores, k), np.einsum("...ls,...le->...se", dscores, q), dv


def score_dot(s, h):
    return np.einsum("nid,njd->nij", *_floats(s, h))


def score_scaled_dot(s, h):
    return score_dot(s, h) * h.shape[-1] ** -0.5


def score_general(s, h, W):
    return np.einsum("nid,de,nje->nij", *_floats(s, W, h), optimize=True)


def score_additive(s, h, Wq, Wk, v):
    s, h, Wq, Wk, v = _floats(s, h, Wq, Wk, v)
    hidden = np.einsum("nid,ad->nia", s, Wq)[:, :, None] + np.einsum("njd,ad->nja", h, Wk)[:, None]
    return np.einsum("nija,a->nij", np.tanh(hidden, out=hidden), v)


def score_concat(s, h, W, v):
    Wq, Wk = np.split(W, [s.shape[-1]], axis=1)
    return score_additive(s, h, Wq, Wk, v)


def score_content(s, h, eps=1e-8):
    s, h = _floats(s, h)
    s_norm = np.sqrt(np.einsum("nid,nid->ni", s, s))
    h_norm = np.sqrt(np.einsum("njd,njd->nj", h, h))
    return score_dot(s, h) / np.einsum("ni,nj->nij", np.maximum(s_norm, eps), np.maximum(h_norm, eps))


def location_attention(s, W, mask=None):
    return masked_softmax(np.einsum("nid,jd->nij", *_floats(s, W)), mask)


def attend(scores, values, mask=None):
    weights = masked_softmax(scores, mask)
    return np.einsum("nij,njd->nid", weights, values), weights


def nadaraya_watson(xq, xk, y, w=1.0):
    distance = np.subtract.outer(*_floats(xq, xk))
    return np.einsum("mn,n->m", masked_softmax(-((w * distance) ** 2) / 2), y)


def split_heads(x, h):
    N, L, E = x.shape
    if E // h * h != E:
        raise ValueError(f"{h} heads for {E} features")
    return np.einsum("nlhd->nhld", x.reshape(N, L, h, E // h))


def merge_heads(x):
    N, h, L, d = x.shape
    return np.einsum("nhld->nlhd", x).reshape(N, L, h * d)


def multihead_attention(xq, xkv, W_in, b_in, W_out, b_out, n_heads, mask=None, causal=False):
    xq, xkv, W_in, W_out = _floats(xq, xkv, W_in, W_out)
    E = xq.shape[-1]
    if E % n_heads != 0:
        raise ValueError(f"{n_heads} heads for {E} features")
    W = W_in.reshape(3, n_heads, E // n_heads, E)
    q = np.einsum("nle,hde->nhld", xq, W[0])
    k = np.einsum("nse,hde->nhsd", xkv, W[1])
    v = np.einsum("nse,hde->nhsd", xkv, W[2])
    if b_in is not None:
        b_q, b_k, b_v = b_in.reshape(3, n_heads, 1, -1)
        q, k, v = q + b_q, k + b_k, v + b_v
    if mask is not None and mask.ndim == 3:
        mask = np.expand_dims(mask, 1)
    heads, weights, inner = scaled_dot_product_attention(q, k, v, mask, causal)
    out = np.einsum("nhld,ehd->nle", heads, W_out.reshape(E, n_heads, -1))
    if b_out is not None:
        out = out + b_out
    return out, weights, [xq, xkv, W, W_out, heads, inner, b_in is not None, b_out is not None]


def multihead_attention_backward(dout, cache):
    xq, xkv, W, W_out, heads, inner, has_b_in, has_b_out = cache
    _, h, d, E = W.shape
    dheads = np.einsum("nle,ehd->nhld", dout, W_out.reshape(E, h, d))
    dq, dk, dv = sdpa_backward(dheads, inner)
    dW_q = np.einsum("nhld,nle->hde", dq, xq)
    dW_k, dW_v = (np.einsum("nhsd,nse->hde", g, xkv) for g in (dk, dv))
    db_in = np.stack([np.einsum("nhld->hd", g) for g in (dq, dk, dv)]).ravel()
    return {
        "dxq": np.einsum("nhld,hde->nle", dq, W[0]),
        "dxkv": np.einsum("nhsd,hde->nse", dk, W[1]) + np.einsum("nhsd,hde->nse", dv, W[2]),
        "dW_in": np.stack([dW_q, dW_k, dW_v]).reshape(3 * E, E),
        "db_in": db_in if has_b_in else None,
        "dW_out": np.einsum("nle,nhld->ehd", dout, heads).reshape(E, E),
        "db_out": np.einsum("nle->e", dout) if has_b_out else None,
    }


def self_attention_steps(x, Wq, Wk, Wv):
    q, k, v = (np.einsum("ld,ed->le", x, W) for W in (Wq, Wk, Wv))
    scores = np.einsum("le,se->ls", q, k)
    weights = masked_softmax(scores)
    weighted_values = np.einsum("ls,sd->lsd", weights, v)
    out = np.einsum("lsd->ld", weighted_values)
    return dict(q=q, k=k, v=v, scores=scores, weights=weights, weighted_values=weighted_values, out=out)
