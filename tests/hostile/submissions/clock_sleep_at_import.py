# verdict: timed_out
# family: clock
"""Sleeps before anything is asked."""

import time

time.sleep(300)


def double(x):
    return 2 * x
