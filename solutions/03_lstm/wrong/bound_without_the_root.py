"""Parameters are too small: the bound is 1 / sqrt(H), here it is 1 / H."""


def init_lstm(D, H, rng, forget_bias=1.0):
    k = 1 / H
    shapes = {"W_ih": (4 * H, D), "W_hh": (4 * H, H), "b_ih": (4 * H,), "b_hh": (4 * H,)}
    parameters = {name: rng.uniform(-k, k, shape) for name, shape in shapes.items()}
    forget = slice(H, 2 * H)
    parameters["b_hh"][forget] = forget_bias - parameters["b_ih"][forget]
    return parameters
