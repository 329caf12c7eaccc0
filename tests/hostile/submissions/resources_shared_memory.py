# verdict: raised
# family: resources
"""Named shared memory that outlives its process."""

from multiprocessing import shared_memory


def double(x):
    return shared_memory.SharedMemory("left-by-submission", create=True, size=2**28).name
