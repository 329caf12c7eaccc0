# verdict: crashed
# family: channel
"""Answers another question than the one asked."""

import sys

wire = sys.modules["autograder.isolation.wire"]
honest = wire.send
wire.send = lambda sock, number, frame, deadline=None: honest(sock, number + 7, frame, deadline)


def double(x):
    return 2 * x
