# verdict: raised
# family: neighbours
"""Leaves a note in the kernel's keyring."""

import ctypes
import platform


def double(x):
    number = {"x86_64": 248, "aarch64": 217}[platform.machine()]
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(number, b"user", b"left", b"note", 4, -4) < 0:
        raise OSError(ctypes.get_errno(), "add_key")
    return "left"
