# verdict: crashed or timed_out
# family: channel
"""Writes to its connection for ever, from a thread."""

import os
import stat
import threading


def connection():
    for number in range(3, 256):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                return number
        except OSError:
            continue


def flood():
    number = connection()
    while True:
        os.write(number, b"\xff" * 65536)


threading.Thread(target=flood, daemon=True).start()


def double(x):
    return 2 * x
