"""The parameters are right, but something more is drawn from `rng`, so whoever draws next gets other
numbers."""

_init_lstm = init_lstm


def init_lstm(D, H, rng, forget_bias=1.0):
    parameters = _init_lstm(D, H, rng, forget_bias)
    rng.uniform(-1, 1, H)
    return parameters
