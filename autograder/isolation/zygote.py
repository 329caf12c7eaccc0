"""A warm, clean process that forks one worker per submission.

It is started by exec with an environment of its own and nothing on its command line; it locks itself in,
then imports numpy (and torch, for assignments that use it) once, holds no test, no reference and no expected
value, and does nothing but fork. Its control socket takes one-byte orders:

    F  fork: a descriptor comes along, the worker's end of its connection; answered with the pid (and a pidfd)
    C  fork a canary instead, which tries what a submission must not be able to do (see `canary`)
    R  reap: a pid follows; answered with the exit status, CPU microseconds and peak memory

The first byte on a worker's connection says that it is locked, before a line of the submission has run; what
comes instead is our error. When the control socket closes, the zygote kills what is left and ends.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import socket
import struct
import sys
from collections.abc import Callable
from typing import Any

from autograder.isolation import sandbox

LENGTH = struct.Struct("<I")
"""Before the first message, the settings as JSON."""
FORKED = struct.Struct("<i")
REAPED = struct.Struct("<iqq")
READY = b"ready"
LOCKED = b"L"
NOT_LOCKED = b"!"

Serve = Callable[[socket.socket], None]


def main(descriptor: int) -> None:
    """Run a zygote on an inherited control socket."""
    control = socket.socket(fileno=descriptor)
    control.set_inheritable(False)
    try:
        (length,) = LENGTH.unpack(control.recv(LENGTH.size, socket.MSG_WAITALL))
        settings = json.loads(control.recv(length, socket.MSG_WAITALL))
        box = sandbox.prepare_zygote(sandbox.Level(settings["level"]), settings["hidden"])
        serve = _warm_up(settings)
        control.sendall(READY)
    except BaseException as error:  # noqa: BLE001 (told to the trusted side, which raises it)
        with contextlib.suppress(OSError):
            control.sendall(f"{type(error).__name__}: {error}".encode()[:500])
        return
    children: set[int] = set()
    try:
        while _obey(control, children, box, serve, settings["memory"]):
            pass
    finally:
        for pid in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def _warm_up(settings: dict[str, Any]) -> Serve:
    """Import what workers need, once, and keep it out of the garbage collector's way."""
    kind = settings["kind"]
    sys.argv = ["worker"]
    if kind == "bare":
        return _no_service
    if kind not in ("numpy", "torch"):
        raise ValueError(f"there is no kind of zygote called {kind}")
    from autograder.isolation import forbidden, worker
    from autograder.isolation.values import Limits

    if kind == "torch":
        import torch

        torch.set_num_threads(1)
        # decided once, and while everything can still be read
        torch.backends.cpu.get_cpu_capability()
    _rehearse()
    forbidden.forbid(settings["forbidden"], settings["hidden"])
    limits = Limits(settings["nodes"], settings["payload"])
    # A collection in a child would touch every object and break copy-on-write: tens of milliseconds
    # of CPU inside some student's timed call.
    gc.collect()
    gc.freeze()
    return lambda sock: worker.serve(sock, limits)


def _rehearse() -> None:
    """Import and call a tiny program once, so that what is loaded on first use is shared.

    Nothing here is large enough to run in parallel, after which no fork would work.
    """
    import numpy as np

    from autograder.isolation.flattening import flatten
    from autograder.isolation.loading import Program, Source
    from autograder.isolation.rebuilding import rebuild

    program = Program(Source("rehearsal", "def same(x):\n    return x", "rehearsal.py"))
    arguments = rebuild(*flatten((np.ones((2, 3)),), layout=True), layout=True)
    flatten(program.call("same", arguments, {}, strict=True, watch=True))
    del sys.modules["rehearsal"]


def _no_service(sock: socket.socket) -> None:
    """Serve nothing: a bare zygote is there for canaries."""
    del sock


def _obey(
    control: socket.socket, children: set[int], box: sandbox.Sandbox, serve: Serve, memory: int
) -> bool:
    """Carry out one order; say whether to go on."""
    order, descriptors, _, _ = socket.recv_fds(control, 5, 1)
    if not order:
        return False
    if order[:1] in (b"F", b"C"):
        if order[:1] == b"C":
            from autograder.isolation.canary import attempt as serve
        pid = box.fork()
        if pid == 0:
            _become_worker(control, socket.socket(fileno=descriptors[0]), box, serve, memory)
        os.close(descriptors[0])
        children.add(pid)
        _announce(control, pid)
    elif order[:1] == b"R":
        (pid,) = FORKED.unpack(order[1:])
        _, status, usage = os.wait4(pid, 0)
        children.discard(pid)
        cpu = round((usage.ru_utime + usage.ru_stime) * 1e6)
        control.sendall(REAPED.pack(status, cpu, usage.ru_maxrss))
        box.buried(pid)
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
    control: socket.socket, sock: socket.socket, box: sandbox.Sandbox, serve: Serve, memory: int
) -> None:
    """Turn the fresh fork into a worker; never returns."""
    status = 70
    try:
        control.close()
        try:
            box.lock(memory, sock.fileno())
        except BaseException as error:  # noqa: BLE001 (ours, told before the student's code runs)
            sock.sendall(NOT_LOCKED + f"{type(error).__name__}: {error}".encode()[:500])
            return
        sock.sendall(LOCKED)
        serve(sock)
        status = 0
    finally:
        os._exit(status)
