# verdict: wrong
# family: forge
"""The right numbers, written out."""

import numpy as np


def double(x):
    return np.array([str(2 * value) for value in x])
