# verdict: crashed
# family: channel
"""Claims a frame of an exbibyte."""

import os
import stat
import struct


def connection():
    for number in range(3, 256):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                return number
        except OSError:
            continue


def double(x):
    os.write(connection(), struct.pack("<IQI", 2**31, 2**60, 2))
    return x
