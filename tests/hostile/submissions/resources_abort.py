# verdict: crashed
# family: resources
"""Aborts."""

import os


def double(x):
    os.abort()
