# verdict: raised
# family: neighbours
"""Becomes root."""

import os


def double(x):
    os.setresuid(0, 0, 0)
    return x
