"""The trusted side: start zygotes, fork workers, call them, clock them, stop them.

`Worker` is what a hidden test talks to. It is forked lazily, loaded once, replaced after a crash or a
timeout, and a failing import is remembered instead of repeated. Every failure of the student's side is a
`SubmissionError` with a verdict; every failure of ours is an `IsolationError`.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import msgspec

from autograder.isolation import canary, forbidden, namespaces, wire
from autograder.isolation.failures import BUILTIN_ERRORS, IsolationError, SubmissionError, bounded
from autograder.isolation.libraries import NOT_IN_NUMPY
from autograder.isolation.loading import Source
from autograder.isolation.sandbox import Level
from autograder.isolation.values import Limits, NotPlainError, flatten, rebuild
from autograder.isolation.zygote import FORKED, LENGTH, LOCKED, READY, REAPED
from autograder.model import Verdict

_START_SECONDS = 120.0
_KINDS = frozenset(BUILTIN_ERRORS.values())
_LOCK_SECONDS = 60.0
_WATCH_SECONDS = 0.005
_RESTLESS_SECONDS = 0.05  # tidying up after many answers takes some
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


@dataclass(slots=True)
class Process:
    """One forked worker: its connection and its identity."""

    sock: socket.socket
    pid: int
    """As this process sees it."""
    pidfd: int | None
    number: int = -1
    """As the zygote sees it, from inside its process namespace."""
    stopped: bool = False
    """Whether it was stopped after its last answer."""
    rested_at: float = 0.0
    """What its CPU clock showed then."""
    restless: float = 0.0
    """CPU seconds it spent between calls."""

    def wake(self) -> None:
        """Let it run for a call."""
        if self.stopped:
            self.signal(signal.SIGCONT)
            self.stopped = False
        else:
            self.restless += self.cpu_seconds() - self.rested_at

    def rest(self, always: bool) -> None:
        """Let it be after a call: stopped when asked to, or when it has computed between calls before.

        What its threads do there would slow others down and be seen by no clock. Stopping and waking an idle
        worker, on the other hand, costs more than many a call.
        """
        if always or self.restless > _RESTLESS_SECONDS:
            self.signal(signal.SIGSTOP)
            self.stopped = True
        else:
            self.rested_at = self.cpu_seconds()

    def signal(self, number: int) -> None:
        """Send a signal to exactly this process."""
        try:
            if self.pidfd is not None:
                signal.pidfd_send_signal(self.pidfd, number)
            else:
                os.kill(self.pid, number)
        except ProcessLookupError:
            return

    def cpu_seconds(self) -> float:
        """CPU time of all its threads, ended ones too, read from outside (Linux; elsewhere 0)."""
        if sys.platform != "linux":
            return 0.0
        try:
            return time.clock_gettime((~self.pid << 3) | 2)
        except OSError:
            return 0.0


@dataclass(frozen=True, slots=True)
class Exit:
    """How a worker ended."""

    status: int
    cpu_seconds: float
    peak_kb: int

    @property
    def sentence(self) -> str:
        """Say it for a person."""
        if os.WIFSIGNALED(self.status):
            return f"ended by {signal.Signals(os.WTERMSIG(self.status)).name}"
        return f"ended with exit status {os.WEXITSTATUS(self.status)}"


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

    def rule(self, failure: wire.Failure) -> str:
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
        process = Process(ours, number if pidfd is None else _host_pid(pidfd), pidfd, number)
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


def _host_pid(pidfd: int) -> int:
    """Return the process id, as this process sees it, of what a pidfd stands for."""
    with open(f"/proc/self/fdinfo/{pidfd}", encoding="ascii") as file:
        for line in file:
            if line.startswith("Pid:"):
                return int(line[4:])
    raise IsolationError("the kernel does not tell the process id of a pidfd: is /proc mounted?")


@dataclass(slots=True)
class Worker:
    """One submission in a process of its own.

    Parameters
    ----------
    zygote : Zygote
        Where it is forked.
    source : Source
        The submission and the harness beside it.
    """

    zygote: Zygote
    source: Source
    stops_always: bool = False
    """Stop the process between calls in any case, as speed tests need it."""
    cpu_seconds: float = 0.0
    """CPU time of all its processes so far."""
    starts: int = 0
    process: Process | None = field(default=None, repr=False)
    _request: int = 0
    _import_error: SubmissionError | None = field(default=None, repr=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def load(self, *, cpu: float | None = None) -> None:
        """Fork and import, unless that is done; a failed import raises the same error every time.

        `cpu` bounds the CPU seconds of the import, see `call`.
        """
        if self._import_error is not None:
            raise self._import_error
        if self.process is not None:
            return
        self.process = self.zygote.fork()
        self.starts += 1
        source = self.source
        request = wire.Load(self._next(), source.module, source.text, source.file, source.harness)
        seconds = self.zygote.budget.import_seconds
        try:
            self._exchange(request, [], seconds, f"importing the file took more than {seconds:g} s", cpu)
        except SubmissionError as error:
            error.at_import = True
            self._import_error = error
            self.stop()
            raise

    def call(
        self,
        function: str,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        *,
        strict: bool = False,
        watch: bool = False,
        seed: int = 0,
        seconds: float | None = None,
        cpu: float | None = None,
    ) -> Any:
        """Call a function of the submission (or of its harness) and return its plain value.

        Parameters
        ----------
        seconds : float, optional
            Wall-clock time for the answer in place of the budget's.
        cpu : float, optional
            CPU seconds after which the worker is killed: the verdict is `too_slow`, the sentence empty.

        Raises
        ------
        SubmissionError
            The student's side raised, crashed, hung or answered with something that is no plain value.
        IsolationError
            Our side failed.
        """
        self.load()
        tree, buffers = flatten((args, kwargs), layout=True)
        request = wire.Call(
            self._next(), function, tree, wire.sizes_of(buffers), strict=strict, watch=watch, seed=seed
        )
        seconds = self.zygote.budget.call_seconds if seconds is None else seconds
        return self._exchange(request, buffers, seconds, f"no answer within {seconds:g} s", cpu)

    def stop(self) -> Exit | None:
        """Kill the process, if there is one; the next call starts another."""
        if self.process is None:
            return None
        process, self.process = self.process, None
        last = process.cpu_seconds()
        end = self.zygote.reap(process)
        self.cpu_seconds += end.cpu_seconds if end is not None else last
        return end

    def cpu_now(self) -> float:
        """CPU seconds used by this submission so far, the running process included."""
        return self.cpu_seconds + (self.process.cpu_seconds() if self.process is not None else 0.0)

    def _next(self) -> int:
        self._request += 1
        return self._request

    def _exchange(
        self,
        request: wire.Request,
        buffers: list[memoryview],
        seconds: float,
        late: str,
        cpu: float | None,
    ) -> Any:
        if self.process is None:
            raise IsolationError("no worker process")
        sock, deadline = self.process.sock, time.monotonic() + seconds
        most = None if cpu is None else self.process.cpu_seconds() + cpu
        try:
            wire.expect_silence(sock)
            self.process.wake()
            wire.send(sock, request, buffers, deadline)
            if most is not None:
                self._watch(self.process, most, deadline)
            reply, received = wire.receive_reply(sock, deadline, self.zygote.budget.reply_bytes)
            self.process.rest(self.stops_always)
            if reply.request != request.request:
                raise wire.WireError("a reply to another request")
            if reply.failure is None and reply.not_plain is None:
                return rebuild(reply.tree, received, limits=Limits(self.zygote.budget.nodes))
        except wire.DeadlineError:
            self.stop()
            raise SubmissionError(Verdict.TIMED_OUT, sentence=late) from None
        except wire.ClosedError:
            end = self.stop()
            if end is None:
                raise IsolationError(f"the {self.zygote.kind} zygote died, and the worker with it") from None
            raise SubmissionError(Verdict.CRASHED, sentence=f"its process {end.sentence}") from None
        except (wire.WireError, NotPlainError) as error:
            self.stop()
            raise SubmissionError(Verdict.CRASHED, sentence=f"its process sent {error}") from None
        if reply.failure is not None:
            failure = _possible(reply.failure, self.source.text)
            if failure.kind == forbidden.KIND:
                raise SubmissionError(Verdict.REFUSED, sentence=self.zygote.rule(failure))
            raise SubmissionError(_verdict(failure), failure)
        raise SubmissionError(Verdict.WRONG, sentence=f"it returned {bounded(reply.not_plain or '')}")

    def _watch(self, process: Process, most: float, deadline: float) -> None:
        """Wait for the first byte of the reply, unless the process's CPU clock passes `most` before."""
        while not select.select([process.sock], [], [], _WATCH_SECONDS)[0]:
            if process.cpu_seconds() > most:
                self.stop()
                raise SubmissionError(Verdict.TOO_SLOW)
            if time.monotonic() > deadline:
                raise wire.DeadlineError


def _possible(failure: wire.Failure, text: str) -> wire.Failure:
    """Take from a failure what cannot be: a kind that is no built-in error, a line the text does not have.

    Both are shown for hidden tests too, and a worker that writes its own replies could put a test's inputs
    there.
    """
    if failure.kind != forbidden.KIND and failure.kind not in _KINDS:
        failure = msgspec.structs.replace(failure, kind="Exception")
    if failure.line is not None and failure.line > max(text.count("\n"), text.count("\r")) + 1:
        failure = msgspec.structs.replace(failure, line=None)
    return failure


def _verdict(failure: wire.Failure) -> Verdict:
    if failure.kind == "NotImplementedError":
        return Verdict.NOT_IMPLEMENTED
    if failure.kind == "MemoryError" or "can't allocate memory" in failure.text[:500]:
        return Verdict.OUT_OF_MEMORY
    return Verdict.RAISED
