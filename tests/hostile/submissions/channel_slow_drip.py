# verdict: timed_out
# family: channel
"""Sends its answer a byte at a time."""

import sys
import time

wire = sys.modules["autograder.isolation.wire"]


def drip(sock, data, deadline):
    for byte in bytes(data):
        sock.send(bytes([byte]))
        time.sleep(0.05)


def double(x):
    wire._send_all = drip
    return 2 * x
