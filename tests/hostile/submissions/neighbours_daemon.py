# verdict: raised
# family: neighbours
"""Leaves a daemon behind."""

import os
import time


def double(x):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(60)
        os._exit(0)
    return 2 * x
