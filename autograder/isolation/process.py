"""A forked worker seen from outside: signals to it and nothing else, its CPU clock, rest and end.

Nothing here talks to it, and nothing it says is needed: the kernel is asked.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from dataclasses import dataclass

from autograder.isolation.failures import IsolationError

_RESTLESS_SECONDS = 0.05  # tidying up after many answers takes some


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


def host_pid(pidfd: int) -> int:
    """Return the process id, as this process sees it, of what a pidfd stands for."""
    with open(f"/proc/self/fdinfo/{pidfd}", encoding="ascii") as file:
        for line in file:
            if line.startswith("Pid:"):
                return int(line[4:])
    raise IsolationError("the kernel does not tell the process id of a pidfd: is /proc mounted?")
