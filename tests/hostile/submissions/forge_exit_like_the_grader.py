# verdict: crashed
# family: forge
"""Leaves with the status our own failures have."""

import os


def double(x):
    os._exit(70)
