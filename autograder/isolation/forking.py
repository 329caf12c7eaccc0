"""Zygotes from the trusted side: start one, have it fork workers and reap them, start it anew when it died.

What a worker is asked, and what becomes of its answers, is in `calling`. Every failure here is ours and an
`IsolationError`.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from autograder.isolation import canary, forbidden, messages, namespaces
from autograder.isolation.failures import IsolationError, bounded
from autograder.isolation.libraries import NOT_IN_NUMPY
from autograder.isolation.process import Exit, Process, host_pid
from autograder.isolation.sandbox import Level
from autograder.isolation.zygote import FORKED, LENGTH, LOCKED, READY, REAPED

_START_SECONDS = 120.0
_LOCK_SECONDS = 60.0
_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "HOME": "/nonexistent",
    "USER": "student",
    # one thread: a fork after a parallel region hangs, and two busy cores only add noise
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    # keep large temporaries off mmap: page faults made CPU times vary threefold
    "MALLOC_MMAP_THRESHOLD_": str(2**30),
    "MALLOC_TRIM_THRESHOLD_": str(2**32),
    "MALLOC_TOP_PAD_": str(2**26),
}


@dataclass(frozen=True, slots=True)
class Budget:
    """Limits of one worker, from course.toml."""

    call_seconds: float = 10.0
    import_seconds: float = 10.0
    memory_bytes: int = 2**30
    reply_bytes: int = 64 * 2**20
    nodes: int = 200_000


class Zygote:
    """A warm process of one kind; started on first use, again when it has died.

    Parameters
    ----------
    kind : str
        ``numpy``, ``torch``, or ``bare`` (no packages, for canaries).
    budget : Budget
        Limits of each worker.
    level : Level, optional
        How to lock workers in; without it the best this host can hold, see `levels.choose_level`.
    forbidden : sequence of str
        Dotted names of what submissions may not use: packages, or functions such as
        ``torch.nn.functional.scaled_dot_product_attention``. numpy zygotes hide torch and its like anyway.
    """

    def __init__(
        self, kind: str, budget: Budget, level: Level | None = None, forbidden: Sequence[str] = ()
    ) -> None:
        self.kind = kind
        self.budget = budget
        self.forbidden = tuple(forbidden)
        self.losses = 0
        """How often it was found dead, with a worker of its own."""
        self._level = level
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    @property
    def level(self) -> Level:
        """How workers are locked in; stands in every report.

        Raises
        ------
        IsolationError
            When it was left open and this host cannot hold level A.
        """
        if self._level is None:
            from autograder.isolation.levels import choose_level

            self._level = choose_level("auto")
        return self._level

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def rule(self, failure: messages.Failure) -> str:
        """Say in our words which rule was broken; a worker may claim any name, so only ours are repeated."""
        known = {*self.forbidden, *forbidden.packages_of(self.kind, self.forbidden, NOT_IN_NUMPY)}
        what = failure.text if failure.text in known else "what it uses"
        line = f" (line {failure.line})" if failure.line else ""
        return f"this exercise is to be written without {what}{line}"

    def fork(self) -> Process:
        """Fork a worker; a dead zygote is replaced once."""
        for attempt in (0, 1):
            try:
                return self._fork(self._running())
            except OSError as error:
                self.close()
                if attempt:
                    raise IsolationError(f"the {self.kind} zygote keeps dying: {error}") from error
        raise AssertionError("unreachable")

    def reap(self, process: Process) -> Exit | None:
        """Kill a worker, wait for its end; None when the zygote died with it."""
        process.signal(signal.SIGKILL)
        process.sock.close()
        if process.pidfd is not None:
            os.close(process.pidfd)
        if self._control is None:
            return None
        try:
            self._control.sendall(b"R" + FORKED.pack(process.number))
            answer = self._control.recv(REAPED.size, socket.MSG_WAITALL)
            status, microseconds, peak = REAPED.unpack(answer)
        except (OSError, struct.error):
            self.losses += 1
            self.close()
            return None
        return Exit(status, microseconds / 1e6, peak)

    def close(self) -> None:
        """End the zygote and with it every worker it forked."""
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def kill(self) -> None:
        """Kill the outermost process of the zygote, as an accident would; all below dies with it."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def _running(self) -> socket.socket:
        if self._control is not None:
            return self._control
        level = self.level
        ours, theirs = socket.socketpair()
        program = f"from autograder.isolation.zygote import main; main({theirs.fileno()})"
        scratch = {"TMPDIR": namespaces.SCRATCH} if level is Level.A else {}
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-I", "-c", program],
            env=_ENVIRONMENT | scratch,
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
        )
        theirs.close()
        self._control = ours
        try:
            ours.settimeout(_START_SECONDS)
            settings = json.dumps(self._settings(level)).encode()
            ours.sendall(LENGTH.pack(len(settings)) + settings)
            answer = ours.recv(500)
            if answer != READY:
                raise IsolationError(
                    f"the {self.kind} zygote did not start: {bounded(answer.decode(errors='replace'), 300)}"
                )
            if level is not Level.PROCESS:
                self._release_canary(level)
        except BaseException:
            self.close()
            raise
        return ours

    def _settings(self, level: Level) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "level": level,
            "memory": self.budget.memory_bytes,
            "nodes": self.budget.nodes,
            "payload": self.budget.reply_bytes,
            "forbidden": self.forbidden,
            "hidden": forbidden.packages_of(self.kind, self.forbidden, NOT_IN_NUMPY),
        }

    def _release_canary(self, level: Level) -> None:
        """Let a first worker try what `level` promises to stop."""
        process = self.fork_canary()
        try:
            with canary.bait(os.getpid(), self.budget.memory_bytes) as target:
                failures = canary.broken(level, canary.ask(process.sock, target))
        finally:
            self.reap(process)
        if failures:
            raise IsolationError(
                f"level {level} does not hold on this host: a submission could {'; '.join(failures)}"
            )

    def fork_canary(self) -> Process:
        """Fork a canary, which waits to be asked (`canary.ask`)."""
        return self._fork(self._running(), b"C")

    def _fork(self, control: socket.socket, order: bytes = b"F") -> Process:
        ours, theirs = socket.socketpair()
        try:
            socket.send_fds(control, [order], [theirs.fileno()])
            answer, descriptors, _, _ = socket.recv_fds(control, FORKED.size, 1)
            if not answer:
                raise ConnectionError("it closed its control socket")
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        (number,) = FORKED.unpack(answer)
        pidfd = descriptors[0] if descriptors else None
        process = Process(ours, number if pidfd is None else host_pid(pidfd), pidfd, number)
        self._await_lock(process)
        return process

    def _await_lock(self, process: Process) -> None:
        """Wait until a worker says that it is locked: from then on, all it does is the submission's doing."""
        process.sock.settimeout(_LOCK_SECONDS)
        try:
            first = process.sock.recv(1)
            said = b"" if first == LOCKED else process.sock.recv(500)
        except OSError as error:
            first, said = b"", str(error).encode()
        if first != LOCKED:
            end = self.reap(process)
            why = said.decode(errors="replace") or (end.sentence if end else "it ended")
            raise IsolationError(f"a worker could not be locked in: {bounded(why, 300)}")
