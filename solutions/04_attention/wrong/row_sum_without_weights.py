"""dq and dk are wrong, dv is right: the row sum runs over dP alone.
It is the weighted sum: dS = P * (dP - rowsum(P * dP))."""


def sdpa_backward(dout, cache):
    q, k, v, weights, scale = cache
    dweights = dout @ v.swapaxes(-1, -2)
    dscores = weights * (dweights - dweights.sum(axis=-1, keepdims=True))
    return dscores @ k * scale, dscores.swapaxes(-1, -2) @ q * scale, weights.swapaxes(-1, -2) @ dout
