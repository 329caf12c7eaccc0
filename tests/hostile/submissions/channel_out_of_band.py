# verdict: raised
# family: channel
"""Sends a byte beside the stream, which the other side's reads step over or stumble at."""

import os
import socket
import stat


def double(x):
    for descriptor in range(3, 64):
        try:
            if not stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                continue
        except OSError:
            continue
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, fileno=descriptor)
        for _ in range(10):
            connection.send(b"!", socket.MSG_OOB)
    return 2 * x
