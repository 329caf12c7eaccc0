# verdict: raised
# family: neighbours
"""Sends its input away in a datagram."""

import socket


def double(x):
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(x.tobytes(), ("127.0.0.1", 9))
    return x
