# verdict: wrong
# family: forge
"""A truth value that is neither true nor false."""

import numpy as np


def double(x):
    return np.full(7, 2, np.uint8).view(bool)
