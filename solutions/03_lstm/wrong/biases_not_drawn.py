"""Biases are 0 outside the forget gate. They are drawn as the weights are, and i, g and o keep what was
drawn."""


def init_lstm(D, H, rng, forget_bias=1.0):
    k = 1 / math.sqrt(H)
    shapes = {"W_ih": (4 * H, D), "W_hh": (4 * H, H), "b_ih": (4 * H,), "b_hh": (4 * H,)}
    parameters = {name: rng.uniform(-k, k, shape) for name, shape in shapes.items()}
    parameters["b_ih"][:], parameters["b_hh"][:] = 0, 0
    forget = slice(H, 2 * H)
    parameters["b_hh"][forget] = forget_bias - parameters["b_ih"][forget]
    return parameters
