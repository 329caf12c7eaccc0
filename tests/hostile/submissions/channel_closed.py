# verdict: crashed
# family: channel
"""Closes its connection."""

import os


def double(x):
    os.closerange(3, 256)
    return x
