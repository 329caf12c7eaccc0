# verdict: crashed
# family: channel
"""Claims an array of zero elements with huge sizes."""

import sys

wire = sys.modules["autograder.isolation.wire"]
honest = wire.send


def double(x):
    wire.send = lambda sock, message, buffers, deadline=None: honest(
        sock, wire.Reply(message.request, ["a", "float64", [0, 2**47, 2**47, 2**47]], [0]), [memoryview(b"")]
    )
    return x
