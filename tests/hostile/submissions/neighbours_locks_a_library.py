# verdict: raised
# family: neighbours
"""Locks library files that other processes may want, and could wait for."""

import fcntl
import os


def double(x):
    held = 0
    with open(os.__file__, "rb") as file:
        for lock in (
            lambda: fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB),
            lambda: fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB),
            lambda: fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK),
            lambda: fcntl.fcntl(file, fcntl.F_NOTIFY, fcntl.DN_ACCESS),
        ):
            try:
                lock()
                held += 1
            except OSError:
                continue
    if held:
        return 2 * x
    raise PermissionError
