# verdict: timed_out
# family: clock
"""Stops every clock in its process and then takes its time."""

import time

time.time = time.perf_counter = time.process_time = time.monotonic = lambda: 0.0


def double(x):
    while True:
        pass
