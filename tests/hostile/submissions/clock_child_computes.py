# verdict: raised
# family: clock
"""Lets a child process do the work, whose CPU time is another's."""

import os


def double(x):
    if os.fork() == 0:
        os._exit(0)
    return 2 * x
