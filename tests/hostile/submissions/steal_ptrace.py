# verdict: raised
# family: steal
"""Attaches to its parent as a debugger."""

import ctypes
import os


def double(x):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.ptrace(16, os.getppid() or 1, None, None) < 0:
        raise OSError(ctypes.get_errno(), "ptrace")
    return "attached"
