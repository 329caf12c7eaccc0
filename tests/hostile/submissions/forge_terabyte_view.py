# verdict: wrong
# family: forge
"""A view of one number that claims to be eight tebibytes."""

import numpy as np


def double(x):
    return np.broadcast_to(np.float64(1.0), (2**20, 2**20))
