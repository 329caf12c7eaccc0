# verdict: out_of_memory or timed_out
# family: resources
"""Eight gibibytes of array, touched."""

import numpy as np


def double(x):
    return np.ones(2**30).sum()
