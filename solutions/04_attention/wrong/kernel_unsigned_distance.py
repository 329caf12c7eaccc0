"""Places given as unsigned integers have wrong distances: 3 - 5 is 254 in uint8.
Make floats of the places before subtracting."""


def nadaraya_watson(xq, xk, y, w=1.0):
    distance = _as_float(np.asarray(xq)[:, None] - np.asarray(xk)[None, :])
    return masked_softmax(-0.5 * (w * distance) ** 2) @ _as_float(y)
