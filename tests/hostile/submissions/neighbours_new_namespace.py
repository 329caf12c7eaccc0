# verdict: raised
# family: neighbours
"""Enters a namespace where it is root."""

import ctypes


def double(x):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(0x10000000 | 0x00020000) < 0:
        raise OSError(ctypes.get_errno(), "unshare")
    return "root"
