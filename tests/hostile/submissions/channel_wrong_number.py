# verdict: crashed
# family: channel
"""Answers another question than the one asked."""

import sys

wire = sys.modules["autograder.isolation.wire"]
honest = wire.send
wire.send = lambda sock, message, buffers, deadline=None: honest(
    sock, wire.Reply(message.request + 7, message.tree, message.sizes), buffers, deadline
)


def double(x):
    return 2 * x
