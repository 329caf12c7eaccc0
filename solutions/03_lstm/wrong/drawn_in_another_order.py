"""Parameters come from other draws: W_hh was drawn before W_ih. The order is W_ih, W_hh, b_ih, b_hh."""


def init_lstm(D, H, rng, forget_bias=1.0):
    k = 1 / math.sqrt(H)
    shapes = {"W_hh": (4 * H, H), "W_ih": (4 * H, D), "b_ih": (4 * H,), "b_hh": (4 * H,)}
    parameters = {name: rng.uniform(-k, k, shape) for name, shape in shapes.items()}
    forget = slice(H, 2 * H)
    parameters["b_hh"][forget] = forget_bias - parameters["b_ih"][forget]
    return parameters
