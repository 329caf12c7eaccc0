"""It is -inf where the probability is too small for a float: never take the logarithm of a probability; subtract log(sum(exp)) from the scores."""


def log_softmax(z, axis=-1):
    return np.log(softmax(z, axis=axis))
