"""A second backward with another gradient gives an answer made of the first one, which was kept.
Keep what the forward pass computed, and nothing that depends on dout."""

_kept = []


def sdpa_backward(dout, cache):
    q, k, v, weights, scale = cache
    dweights = next((kept for other, kept in _kept if other is cache), None)
    if dweights is None:
        dweights = dout @ v.swapaxes(-1, -2)
        _kept.append((cache, dweights))
    dscores = weights * (dweights - (weights * dweights).sum(axis=-1, keepdims=True))
    dv = weights.swapaxes(-1, -2) @ dout
    return dscores @ k * scale, dscores.swapaxes(-1, -2) @ q * scale, dv
