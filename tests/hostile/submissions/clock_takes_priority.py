# verdict: raised
# family: clock
"""Asks for processors, priorities and a real-time schedule of its own."""

import os

asks = [
    lambda: os.sched_setaffinity(0, {0}),
    lambda: os.sched_setaffinity(os.getppid() or 1, {0}),
    lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)),
    lambda: os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0)),
    lambda: os.nice(-5),
    lambda: os.nice(5),
]


def double(x):
    granted = 0
    for ask in asks:
        try:
            ask()
            granted += 1
        except OSError:
            continue
    if granted:
        return 2 * x
    raise PermissionError
