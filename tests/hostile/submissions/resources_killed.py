# verdict: crashed or wrong
# family: resources
"""Kills itself."""

import os
import signal


def double(x):
    os.kill(os.getpid(), signal.SIGKILL)
    return x
