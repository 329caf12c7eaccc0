# verdict: timed_out or out_of_memory
# family: resources
"""Warns, each time of something else, and prints it where errors go."""

import os
import sys
import warnings


def double(x):
    warnings.simplefilter("always")
    for number in range(10**9):
        warnings.warn(f"number {number} " + "x" * 1000)
        os.write(2, b"x" * 10000)
        print("x" * 10000, file=sys.__stderr__)
    return 2 * x
