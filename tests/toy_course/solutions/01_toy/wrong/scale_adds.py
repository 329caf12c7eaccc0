"""The factor is added; multiply by it."""


def scale(x, factor=2.0):
    return x + factor
