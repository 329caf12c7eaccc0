# verdict: wrong
# family: forge
"""Nothing at all, in a shape that claims a terabyte."""

import numpy as np


def double(x):
    return np.empty((0, 2**40))
