# verdict: raised
# family: steal
"""Reads another process's memory by system call."""

import ctypes
import os


def double(x):
    libc = ctypes.CDLL(None, use_errno=True)
    buffer = ctypes.create_string_buffer(16)
    vector = (ctypes.c_uint64 * 2)(ctypes.addressof(buffer), 16)
    if libc.process_vm_readv(os.getppid() or 1, vector, 1, vector, 1, 0) < 0:
        raise OSError(ctypes.get_errno(), "process_vm_readv")
    return buffer.raw
