"""The input array itself is scaled; make a new array."""


def scale(x, factor=2.0):
    x *= factor
    return x
