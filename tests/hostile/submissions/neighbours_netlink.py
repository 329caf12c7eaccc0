# verdict: raised
# family: neighbours
"""Talks to the kernel about networks."""

import socket


def double(x):
    socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0).bind((0, 0))
    return x
