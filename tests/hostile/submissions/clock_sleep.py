# verdict: timed_out
# family: clock
"""Sleeps, which costs no CPU time."""

import time


def double(x):
    time.sleep(300)
    return 2 * x
