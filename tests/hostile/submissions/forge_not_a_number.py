# verdict: wrong
# family: forge
"""NaN, which differs from everything and so never differs more than allowed."""

import numpy as np


def double(x):
    return np.full(7, np.nan)
