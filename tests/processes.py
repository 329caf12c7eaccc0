"""Processes of a command under test: those below it, and whether they are gone (Linux)."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from support import environment

PATIENCE = 60.0
"""Seconds to wait for what must happen; nothing is measured with it."""


def begin_autograder(*arguments: str | Path, cwd: Path) -> subprocess.Popen[str]:
    """Start the real command line in a process group of its own, as a terminal does."""
    return subprocess.Popen(
        [sys.executable, "-m", "autograder", *map(str, arguments)],
        cwd=cwd,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def end(process: subprocess.Popen[str]) -> None:
    """Kill a command that a failed test may have left running."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def wait_until(condition: Callable[[], object], what: str) -> None:
    """Wait for a condition; fail with `what` was waited for."""
    limit = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < limit, f"waited in vain for {what}"
        time.sleep(0.01)


def below(pid: int) -> dict[int, str]:
    """Return pid and start time of every process below `pid`, zygotes and workers included."""
    table = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            fields = _stat(int(folder.name))
            if fields:
                table[int(folder.name)] = (int(fields[1]), fields[19])
    found, waiting = {}, [pid]
    while waiting:
        parent = waiting.pop()
        for child, (above, start) in table.items():
            if above == parent:
                found[child] = start
                waiting.append(child)
    return found


def alive(processes: dict[int, str]) -> list[int]:
    """Return those of `processes` that still run; a pid that was given away again does not count."""
    found = []
    for pid, start in processes.items():
        fields = _stat(pid)
        if fields and fields[19] == start and fields[0] not in "ZX":
            found.append(pid)
    return found


def lanes_of(pid: int) -> list[int]:
    """Return the lane processes of a grading command."""
    return [
        child
        for child in below(pid)
        if b"spawn_main" in command_of(child) and b"resource_tracker" not in command_of(child)
    ]


def children_of(pid: int) -> list[int]:
    """Return the processes that `pid` has started itself."""
    return [child for child in below(pid) if _stat(child)[1:2] == [str(pid)]]


def _stat(pid: int) -> list[str]:
    """Return the fields of /proc/PID/stat from the state on; nothing when there is no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return []


def command_of(pid: int) -> bytes:
    """Return the command line of a process; nothing when there is no such process."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
