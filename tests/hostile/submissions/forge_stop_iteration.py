# verdict: raised
# family: forge
"""Ends loops around it."""


def double(x):
    raise StopIteration(x)
