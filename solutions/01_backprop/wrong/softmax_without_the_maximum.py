"""Large scores overflow to inf / inf: subtract the largest score of each row before the exponential."""


def softmax(z, axis=-1):
    powers = np.exp(_as_float(z))
    return powers / powers.sum(axis=axis, keepdims=True)
