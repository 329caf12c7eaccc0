"""The output is right, but the second result holds scores: it is taken before the softmax.
Return the weights, the array that multiplies the values."""

_right = scaled_dot_product_attention


def scaled_dot_product_attention(q, k, v, mask=None, causal=False, scale=None):
    out, _, cache = _right(q, k, v, mask, causal, scale)
    return out, cache[0] @ cache[1].swapaxes(-1, -2) * cache[-1], cache
