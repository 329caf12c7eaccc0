"""The sums of the rows are spread along the wrong axis: without keepdims=True they fit square arrays only, and wrongly."""


def softmax(z, axis=-1):
    z = _as_float(z)
    powers = np.exp(z - z.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis)
