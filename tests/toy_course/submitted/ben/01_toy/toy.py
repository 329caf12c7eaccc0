"""A wrong answer in one exercise."""


def scale(x, factor=2.0):
    return x * factor


def centre(x):
    return x - x.mean(axis=0, keepdims=True)
