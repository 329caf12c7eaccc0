# verdict: crashed or wrong
# family: channel
"""Answers the next question before it is asked, to be seen by no clock."""

import sys

wire = sys.modules["autograder.isolation.wire"]
honest = wire.send


def send(sock, number, frame, deadline=None):
    honest(sock, number, frame, deadline)
    honest(sock, number + 1, frame, deadline)


wire.send = send


def double(x):
    return 2 * x
