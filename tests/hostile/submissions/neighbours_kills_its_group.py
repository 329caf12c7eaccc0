# verdict: raised
# family: neighbours
"""Signals its process group."""

import os
import signal


def double(x):
    os.killpg(0, signal.SIGTERM)
    return x
