"""2 / fan-in is the variance of the weights; the standard deviation is its root."""


def convnet_init(rng):
    params = {}
    for layer, shape in enumerate([(8, 1, 3, 3), (16, 8, 3, 3), (10, 64)], start=1):
        fan_in = math.prod(shape[1:])
        params[f"W{layer}"] = rng.standard_normal(shape) * 2 / fan_in
        params[f"b{layer}"] = np.zeros(shape[0])
    return params
