# verdict: raised or out_of_memory
# family: resources
"""Eight gibibytes of anonymous shared memory."""

import mmap


def double(x):
    maps = [mmap.mmap(-1, 2**28) for _ in range(32)]
    for one in maps:
        one[::4096] = b"x" * (2**28 // 4096)
    return len(maps)
