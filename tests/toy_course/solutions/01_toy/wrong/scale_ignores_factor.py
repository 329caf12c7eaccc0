"""The factor is always 2; use the argument."""


def scale(x, factor=2.0):
    return x * 2.0
