"""A warm, clean process that forks one worker per submission.

It is started by exec with an environment of its own and nothing on its command line; it imports numpy (and
torch, for assignments that use it) once, holds no test, no reference and no expected value, and does nothing
but fork. Its control socket takes one-byte orders:

    F  fork: a descriptor comes along, the worker's end of its connection; answered with the pid (and a pidfd)
    R  reap: a pid follows; answered with the exit status, CPU microseconds and peak memory

When the control socket closes, it kills what is left and ends.
"""

from __future__ import annotations

import gc
import os
import resource
import signal
import socket
import struct
import sys
from collections.abc import Callable

from autograder.isolation import sandbox

SETTINGS = struct.Struct("<QQQ")
"""The first message: memory budget in bytes, nodes and payload bytes of one result."""
FORKED = struct.Struct("<i")
REAPED = struct.Struct("<iqq")
READY = b"ready"


def main(kind: str, descriptor: int) -> None:
    """Run a zygote of `kind` (``numpy`` or ``torch``) on an inherited control socket."""
    control = socket.socket(fileno=descriptor)
    control.set_inheritable(False)
    try:
        memory, nodes, payload = SETTINGS.unpack(control.recv(SETTINGS.size, socket.MSG_WAITALL))
        sandbox.prepare_zygote()
        serve = _warm_up(kind, nodes, payload)
        control.sendall(READY)
    except Exception as error:  # noqa: BLE001 (told to the trusted side, which raises it)
        control.sendall(f"{type(error).__name__}: {error}".encode()[:500])
        return
    children: set[int] = set()
    try:
        while _obey(control, children, serve, memory):
            pass
    finally:
        for pid in children:
            os.kill(pid, signal.SIGKILL)


def _warm_up(kind: str, nodes: int, payload: int) -> Callable[[socket.socket], None]:
    """Import what workers need, once, and keep it out of the garbage collector's way."""
    from autograder.isolation import worker
    from autograder.isolation.values import Limits

    if kind == "torch":
        import torch

        torch.set_num_threads(1)
    sys.argv = ["worker"]
    limits = Limits(nodes, payload)
    # A collection in a child would touch every object and break copy-on-write: tens of milliseconds
    # of CPU inside some student's timed call.
    gc.collect()
    gc.freeze()
    return lambda sock: worker.serve(sock, limits)


def _obey(
    control: socket.socket, children: set[int], serve: Callable[[socket.socket], None], memory: int
) -> bool:
    """Carry out one order; say whether to go on."""
    order, descriptors, _, _ = socket.recv_fds(control, 5, 1)
    if not order:
        return False
    if order[:1] == b"F":
        pid = os.fork()
        if pid == 0:
            _become_worker(control, socket.socket(fileno=descriptors[0]), serve, memory)
        os.close(descriptors[0])
        children.add(pid)
        _announce(control, pid)
    elif order[:1] == b"R":
        (pid,) = FORKED.unpack(order[1:])
        _, status, usage = os.wait4(pid, 0)
        children.discard(pid)
        cpu = round((usage.ru_utime + usage.ru_stime) * 1e6)
        control.sendall(REAPED.pack(status, cpu, usage.ru_maxrss))
    return True


def _announce(control: socket.socket, pid: int) -> None:
    """Tell the pid; where the system has pidfds, hand one over, so that it can never mean another process."""
    if not hasattr(os, "pidfd_open"):
        control.sendall(FORKED.pack(pid))
        return
    descriptor = os.pidfd_open(pid)
    socket.send_fds(control, [FORKED.pack(pid)], [descriptor])
    os.close(descriptor)


def _become_worker(
    control: socket.socket, sock: socket.socket, serve: Callable[[socket.socket], None], memory: int
) -> None:
    """Turn the fresh fork into a worker; never returns."""
    status = 70
    try:
        control.close()
        os.setsid()
        null = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(null, descriptor)
        top = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        for low, high in ((3, sock.fileno()), (sock.fileno() + 1, top)):
            os.closerange(low, high)
        sandbox.lock_worker(memory)
        serve(sock)
        status = 0
    finally:
        os._exit(status)
