"""dk and dv fail, or are wrong for as many keys as queries: the table of weights was not transposed.
Key j collects from all queries: dK = dS^T Q and dV = P^T dO."""


def sdpa_backward(dout, cache):
    q, k, v, weights, scale = cache
    dweights = dout @ v.swapaxes(-1, -2)
    dscores = weights * (dweights - (weights * dweights).sum(axis=-1, keepdims=True))
    return dscores @ k * scale, dscores @ q * scale, weights @ dout
