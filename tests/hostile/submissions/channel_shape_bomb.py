# verdict: crashed
# family: channel
"""Claims an array of zero elements with huge sizes."""

import sys

messages = sys.modules["autograder.isolation.messages"]
wire = sys.modules["autograder.isolation.wire"]
honest = wire.send


def double(x):
    reply = messages.Reply(["a", "float64", [0, 2**47, 2**47, 2**47]], [0])
    forged = messages.pack(reply, [memoryview(b"")])
    wire.send = lambda sock, number, frame, deadline=None: honest(sock, number, forged)
    return x
