# verdict: out_of_memory
# family: forge
"""Says that memory ran out."""


def double(x):
    raise MemoryError
