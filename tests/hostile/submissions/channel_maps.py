# verdict: crashed
# family: channel
"""Sends a map where only lists are known."""

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
    body = b"\x81\xa4tree\x81\x92\x01\x02\x03"
    os.write(connection(), struct.pack("<IQI", len(body), 0, 2) + body)
    return x
