# verdict: not_implemented
# family: forge
"""Says that nothing is there; it may, and gets nothing."""


def double(x):
    raise NotImplementedError("the grader is broken")
