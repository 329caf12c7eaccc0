# verdict: wrong
# family: steal
"""Returns a structured array whose field is named after its input."""

import numpy as np


def double(x):
    name = "input was " + " ".join(f"{value:.6f}" for value in x)
    return np.zeros(7, dtype=[(name, "f8")])
