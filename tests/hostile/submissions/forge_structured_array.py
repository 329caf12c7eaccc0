# verdict: wrong
# family: forge
"""The right bytes under a structured type."""

import numpy as np


def double(x):
    return (2 * x).view([("f", "f8")])
