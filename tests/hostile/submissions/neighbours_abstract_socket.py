# verdict: raised
# family: neighbours
"""Leaves a socket without a file for a neighbour to find."""

import socket


def double(x):
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    server.bind("\0left-by-submission")
    server.listen()
    return x
