# verdict: wrong
# family: forge
"""A shape that would broadcast."""


def double(x):
    return (2 * x)[:, None]
