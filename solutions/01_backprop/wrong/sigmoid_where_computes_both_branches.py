"""np.where computes both branches for every element, so e^x overflows where it is not even wanted: put -|x| into the exponential."""


def sigmoid(x):
    x = _as_float(x)
    return np.where(x >= 0, 1 / (1 + np.exp(-x)), np.exp(x) / (1 + np.exp(x)))
