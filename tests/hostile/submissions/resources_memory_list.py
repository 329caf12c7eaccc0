# verdict: out_of_memory
# family: resources
"""Eight gibibytes of list."""


def double(x):
    return len([0] * 2**30)
