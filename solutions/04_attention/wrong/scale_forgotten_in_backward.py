"""dq and dk are off by a constant factor, dv is right: the scale is missing on the way back.
The scores were multiplied by it, so their gradient is too."""


def sdpa_backward(dout, cache):
    q, k, v, weights, scale = cache
    dweights = dout @ v.swapaxes(-1, -2)
    dscores = weights * (dweights - (weights * dweights).sum(axis=-1, keepdims=True))
    return dscores @ k, dscores.swapaxes(-1, -2) @ q, weights.swapaxes(-1, -2) @ dout
