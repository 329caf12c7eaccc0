"""Parameters are drawn too wide or too narrow: the bound was made from D. It is 1 / sqrt(H) for all of
them."""


def init_lstm(D, H, rng, forget_bias=1.0):
    k = 1 / math.sqrt(D)
    shapes = {"W_ih": (4 * H, D), "W_hh": (4 * H, H), "b_ih": (4 * H,), "b_hh": (4 * H,)}
    parameters = {name: rng.uniform(-k, k, shape) for name, shape in shapes.items()}
    forget = slice(H, 2 * H)
    parameters["b_hh"][forget] = forget_bias - parameters["b_ih"][forget]
    return parameters
