"""Right, in Ann's own words."""

import numpy as np


def scale(x, factor=2.0):
    return np.multiply(x, x.dtype.type(factor))


def centre(x):
    return x - np.mean(x, axis=-1)[:, None]
