# verdict: passed
# family: clock
"""Leaves threads busy after each answer, to slow others down; it is stopped between its calls."""

import threading

started = []


def burn():
    while True:
        sum(range(1000))


def double(x):
    if not started:
        started.extend(threading.Thread(target=burn, daemon=True) for _ in range(3))
        for thread in started:
            thread.start()
    return 2 * x
