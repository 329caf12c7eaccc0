"""Large gradients are cut off at 100: clipping is the optimiser's business.
Return the gradient as it is."""

_right = sdpa_backward


def sdpa_backward(dout, cache):
    return tuple(np.clip(gradient, -100, 100) for gradient in _right(dout, cache))
