"""In every gate the biases add up to forget_bias. Only the forget gate's are set, rows H to 2H - 1; i, g and
o stay as drawn."""


def init_lstm(D, H, rng, forget_bias=1.0):
    k = 1 / math.sqrt(H)
    shapes = {"W_ih": (4 * H, D), "W_hh": (4 * H, H), "b_ih": (4 * H,), "b_hh": (4 * H,)}
    parameters = {name: rng.uniform(-k, k, shape) for name, shape in shapes.items()}
    forget = slice(None)
    parameters["b_hh"][forget] = forget_bias - parameters["b_ih"][forget]
    return parameters
