# verdict: crashed
# family: channel
"""Writes noise on its connection before answering."""

import os
import stat


def connection():
    for number in range(3, 256):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                return number
        except OSError:
            continue


def double(x):
    os.write(connection(), b"\x00" * 1000)
    return x
