# verdict: timed_out or wrong
# family: resources
"""Stops itself."""

import os
import signal


def double(x):
    os.kill(os.getpid(), signal.SIGSTOP)
    return x
