"""dq and dk are wrong, dv is right: the sum in the softmax's backward runs over the queries.
The softmax ran over the keys, so sum along the last axis."""


def sdpa_backward(dout, cache):
    q, k, v, weights, scale = cache
    dweights = dout @ v.swapaxes(-1, -2)
    dscores = weights * (dweights - (weights * dweights).sum(axis=-2, keepdims=True))
    return dscores @ k * scale, dscores.swapaxes(-1, -2) @ q * scale, weights.swapaxes(-1, -2) @ dout
