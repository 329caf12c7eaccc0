"""The regression looks too sharply: the factor 1/2 is missing.
The scores are -1/2 (w (xq - xk))^2."""


def nadaraya_watson(xq, xk, y, w=1.0):
    xq, xk, y = _as_float(xq), _as_float(xk), _as_float(y)
    return masked_softmax(-((w * (xq[:, None] - xk[None, :])) ** 2)) @ y
