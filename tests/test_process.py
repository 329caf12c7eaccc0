"""A forked process seen from outside: signals, its clock, how it ended."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest
from processes import wait_until

from autograder.isolation.process import Exit, Process, host_pid


@pytest.fixture
def process() -> Iterator[Process]:
    ours, theirs = socket.socketpair()
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as busy:
        pidfd = os.pidfd_open(busy.pid) if hasattr(os, "pidfd_open") else None
        yield Process(ours, busy.pid, pidfd)
        busy.kill()
        busy.wait()
    if pidfd is not None:
        os.close(pidfd)
    ours.close()
    theirs.close()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells another process's CPU time")
def test_a_stopped_process_uses_no_time(process):
    """Its clock runs while it computes, stands while it rests, and runs again once it is woken."""
    wait_until(lambda: process.cpu_seconds() > 0.05, "it to compute")
    process.rest(always=True)
    os.waitid(os.P_PID, process.pid, os.WSTOPPED)
    stopped = process.cpu_seconds()
    assert (True, stopped) == (process.stopped, process.cpu_seconds())

    process.wake()
    wait_until(lambda: process.cpu_seconds() > stopped, "it to compute again")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells another process's CPU time")
def test_what_computes_between_calls_is_stopped(process):
    """A process that is let be and goes on computing is stopped from its next rest on."""
    process.rest(always=False)
    assert not process.stopped
    rested = process.cpu_seconds()
    wait_until(lambda: process.cpu_seconds() > rested + 0.1, "it to compute")
    process.wake()
    process.rest(always=False)

    assert process.stopped


def test_the_dead_take_any_signal(process):
    """A signal to a process that has ended is no error."""
    process.signal(signal.SIGKILL)
    os.waitid(os.P_PID, process.pid, os.WEXITED)

    process.signal(signal.SIGCONT)


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="there are no pidfds here")
def test_a_pidfd_tells_its_process(process):
    """The id is asked of the kernel, not guessed."""
    assert process.pid == host_pid(process.pidfd)


@pytest.mark.parametrize(
    ("status", "sentence"),
    [(0, "ended with exit status 0"), (3 << 8, "ended with exit status 3"), (9, "ended by SIGKILL")],
)
def test_an_end_is_said(status, sentence):
    """Exit status or signal, in words."""
    assert sentence == Exit(status, 0.0, 0).sentence
