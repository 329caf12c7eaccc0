# verdict: crashed or timed_out
# family: channel
"""Sends a dictionary whose twenty thousand keys all have one hash: quadratic for whoever builds it."""

import sys

messages = sys.modules["autograder.isolation.messages"]
wire = sys.modules["autograder.isolation.wire"]
honest = wire.send
P1, P2, P5, MASK = 11400714785074694791, 14029467366897019727, 2870177450012600261, 2**64 - 1
INVERSE = pow(P2, -1, 2**64)


def keys(count):
    found, first = [], 1
    while len(found) < count:
        lane = (P5 + first * P2) & MASK
        lane = ((lane << 31 | lane >> 33) & MASK) * P1 & MASK
        second = (123456789 - lane) * INVERSE & MASK
        if second < 2**61 - 1:
            found.append([first, second])
        first += 1
    return found


def send(sock, number, frame, deadline=None):
    tree = ["d", [[["t", key], 0] for key in keys(20_000)]]
    honest(sock, number, messages.pack(messages.Reply(tree), []), deadline)


def double(x):
    wire.send = send
    return x
