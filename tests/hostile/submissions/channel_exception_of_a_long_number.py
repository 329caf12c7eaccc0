# verdict: timed_out
# family: channel
"""An exception that says a number of nine million digits."""

import sys

sys.set_int_max_str_digits(0)


def double(x):
    raise ValueError(7 ** (3 * 10**7))
