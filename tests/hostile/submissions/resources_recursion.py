# verdict: raised or crashed or out_of_memory
# family: resources
"""Recurses without a limit until the stack ends."""

import sys

sys.setrecursionlimit(10**9)


def down(n):
    return max([n], key=lambda m: down(m + 1))


def double(x):
    return down(0)
