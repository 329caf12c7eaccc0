# verdict: raised
# family: neighbours
"""Lets the kernel send a signal to another process when a pipe becomes readable."""

import fcntl
import os


def double(x):
    read, write = os.pipe()
    fcntl.fcntl(read, fcntl.F_SETOWN, os.getppid() or 2)
    fcntl.fcntl(read, fcntl.F_SETFL, os.O_ASYNC)
    os.write(write, b"x")
    return x
