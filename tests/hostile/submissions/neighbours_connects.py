# verdict: raised
# family: neighbours
"""Connects to this machine and beyond."""

import socket


def double(x):
    for address in (("127.0.0.1", 22), ("1.1.1.1", 53), ("169.254.169.254", 80)):
        socket.create_connection(address, timeout=0.3)
    return x
