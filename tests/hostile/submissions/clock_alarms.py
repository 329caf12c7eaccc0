# verdict: raised
# family: clock
"""Interrupts whatever runs in its process, again and again."""

import signal


def ring(*_):
    raise TimeoutError("the grader is too slow")


def double(x):
    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
    while True:
        pass
