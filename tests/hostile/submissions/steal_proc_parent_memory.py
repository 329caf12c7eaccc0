# verdict: raised
# family: steal
"""Opens the memory of the process that started it."""

import os


def double(x):
    return open(f"/proc/{os.getppid() or 1}/mem", "rb").read(10)
