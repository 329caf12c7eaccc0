# verdict: raised
# family: neighbours
"""Kills the process that started it."""

import os
import signal


def double(x):
    os.kill(os.getppid() or 2, signal.SIGKILL)
    return x
