# verdict: raised
# family: resources
"""System V shared memory that outlives its process."""

import ctypes


def double(x):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.shmget(0x1EF7, 2**20, 0o1666) < 0:
        raise OSError(ctypes.get_errno(), "shmget")
    return "left"
