"""Right, but one query at a time: a softmax of a few numbers, thousands of times in Python.
Compare all queries with all keys in one product, q @ k.swapaxes(-1, -2)."""


def scaled_dot_product_attention(q, k, v, mask=None, causal=False, scale=None):
    q, k, v = _as_float(q), _as_float(k), _as_float(v)
    scale = 1 / math.sqrt(q.shape[-1]) if scale is None else scale
    L, S = q.shape[-2], k.shape[-2]
    if causal:
        mask = combine_masks(mask, causal_mask(L, S))
    full = None if mask is None else np.broadcast_to(mask, (*q.shape[:-2], L, S))
    dtype = np.result_type(q, k, v, *([] if mask is None or mask.dtype == bool else [mask]))
    weights = np.empty((*q.shape[:-2], L, S), dtype)
    out = np.empty((*q.shape[:-2], L, v.shape[-1]), dtype)
    for place in np.ndindex(q.shape[:-1]):
        scores = k[place[:-1]] @ q[place] * scale
        weights[place] = masked_softmax(scores, None if full is None else full[place])
        out[place] = weights[place] @ v[place[:-1]]
    return out, weights, (q, k, v, weights, scale)
