"""The keeper: what a zygote and all below it die with, and where dead workers' mount namespaces are left.

It is the process the grader started, before it becomes a zygote's parent; from then on it only waits.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import sys
from collections.abc import Iterable
from typing import NoReturn

from autograder.isolation import kernel


def keep(grader: int) -> socket.socket:
    """Fork: the child returns and dies with this process, which dies with the grader, whatever kills it.

    What is returned leads to this process, the keeper, see `leave`.

    The kernel's own signal for this is sent when the *thread* ends that started the child, and a grader may
    start zygotes from any thread; so the grader is watched through a descriptor.
    """
    ours, theirs = socket.socketpair()
    child = os.fork()
    if child:
        _watch(child, grader, theirs)
    os.close(grader)
    theirs.close()
    die_with_parent()
    return ours


def _watch(child: int, grader: int, left: socket.socket) -> NoReturn:
    descriptor = os.pidfd_open(child)
    close_others({descriptor, grader, left.fileno()})
    poll = select.poll()
    for watched in (descriptor, grader, left.fileno()):
        poll.register(watched, select.POLLIN)
    try:
        while [watched for watched, _ in poll.poll()] == [left.fileno()]:
            said, descriptors, _, _ = socket.recv_fds(left, 1, 1)
            if not said:
                break
            for last in descriptors:
                os.close(last)
        signal.pidfd_send_signal(descriptor, signal.SIGKILL)
    finally:
        os._exit(0)


def leave(keeper: socket.socket | None, descriptor: int) -> None:
    """Leave it to the keeper to close the last descriptor of a dead worker's mount namespace.

    Taking it down, the kernel waits until no processor looks at it any more: a millisecond, several on a busy
    machine. While a descriptor is open, that is not the end of the worker, which the grader waits for.
    """
    with contextlib.suppress(OSError):
        if keeper is not None:
            socket.send_fds(keeper, [b"m"], [descriptor], socket.MSG_DONTWAIT)
    os.close(descriptor)


def die_with_parent() -> None:
    """Ask Linux to kill this process when its parent ends; elsewhere closed sockets end it."""
    if not kernel.NUMBERS:
        return
    parent = os.getppid()  # 0 when it is outside this process namespace
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


def close_others(kept: Iterable[int]) -> None:
    """Close all descriptors from 3 on but `kept`."""
    start = 3
    for descriptor in sorted(kept):
        if descriptor >= start:
            os.closerange(start, descriptor)
            start = descriptor + 1
    os.closerange(start, 2**31 - 1 if sys.platform == "linux" else os.sysconf("SC_OPEN_MAX"))
