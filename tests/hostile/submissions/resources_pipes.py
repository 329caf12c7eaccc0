# verdict: raised
# family: resources
"""Memory in pipes."""

import os


def double(x):
    ends = [os.pipe() for _ in range(2000)]
    for _, end in ends:
        os.write(end, b"x" * 65536)
    return len(ends)
