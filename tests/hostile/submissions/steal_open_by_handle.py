# verdict: raised
# family: steal
"""Opens a file by its handle, past every path."""

import ctypes


def double(x):
    libc = ctypes.CDLL(None, use_errno=True)
    handle = (ctypes.c_uint32 * 8)(8, 1, 2, 0)
    if libc.open_by_handle_at(-100, handle, 0) < 0:
        raise OSError(ctypes.get_errno(), "open_by_handle_at")
    return "opened"
