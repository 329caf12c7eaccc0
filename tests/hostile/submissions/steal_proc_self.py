# verdict: raised
# family: steal
"""Reads its own process's files."""


def double(x):
    return open("/proc/self/maps").read()
