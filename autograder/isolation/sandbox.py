"""Lock the calling process: what an untrusted worker may still do to this machine.

Two moments: `prepare_zygote` runs once in the fresh warm process before anything large is imported, and
`lock_worker` in each worker before the submission's first line. `LEVEL` says what is achieved and stands in
every report. For now that is ``process``: a process of its own, bounded memory, no core files, dead when the
zygote dies. It is not a wall: code that means harm can read files and use the network.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys

LEVEL = "process"
WARNING = "isolation is 'process only': a submission runs in a process of its own but is not locked in"

_PR_SET_PDEATHSIG = 1


def prepare_zygote() -> None:
    """Make the calling process, still single-threaded, ready to fork workers."""
    _die_with_parent()


def lock_worker(memory_bytes: int) -> None:
    """Lock the calling worker; `memory_bytes` may be allocated beyond what is mapped now."""
    _die_with_parent()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        limit = _mapped_bytes() + memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _mapped_bytes() -> int:
    """Return the size of the calling process's address space."""
    with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 (pathlib is not loaded here)
        return int(file.read().split()[0]) * resource.getpagesize()


def _die_with_parent() -> None:
    """Ask Linux to kill this process when its parent ends; elsewhere closed sockets end it."""
    if sys.platform != "linux":
        return
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
