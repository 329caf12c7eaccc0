# verdict: raised
# family: neighbours
"""Asks the kernel to open files on its behalf, past the filter."""

import ctypes


def double(x):
    libc = ctypes.CDLL(None, use_errno=True)
    parameters = ctypes.create_string_buffer(512)
    if libc.syscall(425, 8, parameters) < 0:
        raise OSError(ctypes.get_errno(), "io_uring_setup")
    return "ring"
