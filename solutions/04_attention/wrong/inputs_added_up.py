"""dxq and dxkv were added together when their shapes agree.
They are gradients of two arguments; in self-attention the caller adds them."""

_right = multihead_attention_backward


def multihead_attention_backward(dout, cache):
    gradients = _right(dout, cache)
    if gradients["dxq"].shape == gradients["dxkv"].shape:
        gradients["dxq"] = gradients["dxkv"] = gradients["dxq"] + gradients["dxkv"]
    return gradients
