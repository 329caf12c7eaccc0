# verdict: wrong
# family: forge
"""The right numbers, in a type that is wider on some machines."""

import numpy as np


def double(x):
    return (2 * x).astype(np.longdouble)
