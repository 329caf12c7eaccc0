# verdict: passed
# family: neighbours
"""Replaces numpy's functions in its own process: the next one has its own."""

import builtins

import numpy as np

np.multiply = np.add = np.exp = lambda *a, **k: None
builtins.max = builtins.sorted = lambda *a, **k: 0


def double(x):
    return x * 2
