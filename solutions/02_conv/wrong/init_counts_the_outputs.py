"""The weights are scaled by the number of filters: the fan-in counts the inputs of one output, 9, 72 and 64."""


def convnet_init(rng):
    params = {}
    for layer, shape in enumerate([(8, 1, 3, 3), (16, 8, 3, 3), (10, 64)], start=1):
        fan_in = shape[0]
        params[f"W{layer}"] = rng.standard_normal(shape) * math.sqrt(2 / fan_in)
        params[f"b{layer}"] = np.zeros(shape[0])
    return params
