"""Loops over rows."""

import numpy as np


def scale(x, factor=2.0):
    result = x.copy()
    result[...] = result * factor
    return result


def centre(x):
    result = np.empty_like(x)
    for n in range(len(x)):
        result[n] = x[n] - sum(x[n]) / len(x[n])
    return result
