# verdict: raised
# family: resources
"""A file that lies in memory only."""

import os


def double(x):
    file = os.memfd_create("left-by-submission")
    for _ in range(2048):
        os.write(file, b"x" * 2**20)
    return x
