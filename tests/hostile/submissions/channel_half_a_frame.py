# verdict: timed_out
# family: channel
"""Sends half an answer and waits."""

import sys
import time

wire = sys.modules["autograder.isolation.wire"]


def half(sock, data, deadline):
    sock.send(bytes(data)[: len(data) // 2])
    time.sleep(300)


def double(x):
    wire._send_all = half
    return 2 * x
