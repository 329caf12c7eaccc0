# verdict: raised
# family: neighbours
"""Asks its connection who is at the other end, and for a descriptor of that process."""

import ctypes
import os
import stat

libc = ctypes.CDLL(None, use_errno=True)


def double(x):
    for descriptor in range(3, 64):
        try:
            if not stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                continue
        except OSError:
            continue
        for option in (17, 31, 59, 77):  # SO_PEERCRED, SO_PEERSEC, SO_PEERGROUPS, SO_PEERPIDFD
            room, size = ctypes.create_string_buffer(256), ctypes.c_int(256)
            if libc.getsockopt(descriptor, 1, option, room, ctypes.byref(size)) == 0:
                return 2 * x
        if libc.setsockopt(descriptor, 1, 7, ctypes.byref(ctypes.c_int(2**30)), 4) == 0:
            return 2 * x
    raise PermissionError
