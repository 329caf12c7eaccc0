"""The caller's gradient is changed by the call: `dout *= scale` works in place.
Write a new array: dout * scale."""


def sdpa_backward(dout, cache):
    q, k, v, weights, scale = cache
    dv = weights.swapaxes(-1, -2) @ dout
    dout *= scale
    dweights = dout @ v.swapaxes(-1, -2)
    dscores = weights * (dweights - (weights * dweights).sum(axis=-1, keepdims=True))
    return dscores @ k, dscores.swapaxes(-1, -2) @ q, dv
