"""Parameters differ from run to run: they are drawn with np.random. Draw from `rng`, the generator that is
given."""


def init_lstm(D, H, rng, forget_bias=1.0):
    k = 1 / math.sqrt(H)
    shapes = {"W_ih": (4 * H, D), "W_hh": (4 * H, H), "b_ih": (4 * H,), "b_hh": (4 * H,)}
    parameters = {name: np.random.uniform(-k, k, shape) for name, shape in shapes.items()}
    forget = slice(H, 2 * H)
    parameters["b_hh"][forget] = forget_bias - parameters["b_ih"][forget]
    return parameters
