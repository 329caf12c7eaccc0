# verdict: wrong
# family: forge
"""The right bytes, said to be dates."""

import numpy as np


def double(x):
    return (2 * x).view("datetime64[s]")
