"""Choose how submissions are locked in on this host, by trying; refuse what does not hold."""

from __future__ import annotations

import functools
import select
import signal
import sys

from autograder.isolation import kernel
from autograder.isolation.failures import IsolationError
from autograder.isolation.forking import Budget, Zygote
from autograder.isolation.sandbox import Level

REQUESTS = ("auto", *(str(level) for level in Level))
_SECONDS_TO_DIE = 5.0
PROCESS_WARNING = (
    "isolation is 'process' only: a submission runs in a process of its own but is not locked in; it can "
    "read files, use the network and tamper with this machine"
)


@functools.cache
def choose_level(requested: str = "auto") -> Level:
    """Return the level to grade with.

    Parameters
    ----------
    requested : str
        ``auto`` is level A or nothing; ``B`` and ``process`` are weaker and must be asked for by name.

    Raises
    ------
    IsolationError
        When this host does not hold it; the sentence says what is lacking and what to do.
    """
    level = level_meant(requested)
    if level is not Level.PROCESS:
        lacking = try_level(level)
        if lacking:
            raise IsolationError(f"submissions cannot be locked in at level {level} here: {lacking}")
    return level


def level_meant(requested: str) -> Level:
    """Return the level a request stands for, without trying it; raises for a word that is no request."""
    if requested not in REQUESTS:
        raise IsolationError(
            f"there is no isolation level {requested!r}: choose one of {', '.join(REQUESTS)}"
        )
    return Level.A if requested == "auto" else Level(requested)


def try_level(level: Level) -> str | None:
    """Lock a canary in and let it try; return what is lacking and what to do, None when all holds."""
    if sys.platform != "linux":
        return f"this is {sys.platform}, and only Linux has what it takes. {_elsewhere()}"
    if not kernel.NUMBERS:
        return f"the system calls of {kernel.MACHINE} are not known to this program. {_elsewhere()}"
    try:
        with Zygote("bare", Budget(memory_bytes=2**29), level) as zygote:
            _outlives_nothing(zygote)
    except (IsolationError, OSError) as error:
        return f"{error}. {_advice(str(error), level)}"
    return None


def _outlives_nothing(zygote: Zygote) -> None:
    """Kill a zygote while a worker of its runs: the worker must be gone at once."""
    process = zygote.fork_canary()
    try:
        zygote.kill()
        poll = select.poll()
        poll.register(process.pidfd if process.pidfd is not None else process.sock, select.POLLIN)
        if not poll.poll(1000 * _SECONDS_TO_DIE):
            raise IsolationError("a submission survives the death of the process that started it")
    finally:
        process.signal(signal.SIGKILL)
        zygote.reap(process)


def _advice(error: str, level: Level) -> str:
    if "landlock" in error.lower():
        return (
            "Use a kernel with Landlock among its security modules (5.13 or later for level A, 6.2 for B; "
            "see /sys/kernel/security/lsm, and the boot option lsm=landlock,…)"
        )
    if level is Level.A and any(
        call in error for call in ("unshare", "mount", "pivot_root", "setns", "uid_map")
    ):
        return (
            "User namespaces are refused, as in containers and on Ubuntu 24.04: there, run "
            "'sysctl kernel.apparmor_restrict_unprivileged_userns=0' as root; in a container, allow unshare "
            "and mount ('docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined "
            "--cap-add SYS_ADMIN'); or accept less with '--isolation B'"
        )
    if "seccomp" in error:
        return "Use a kernel with seccomp filters (CONFIG_SECCOMP_FILTER)"
    return "Run 'autograder doctor' to see what this host offers"


def _elsewhere() -> str:
    return (
        "Grade on a Linux machine (x86-64 or aarch64) or in a virtual one; '--isolation process' grades "
        "without locks, for submissions you trust"
    )


__all__ = ["PROCESS_WARNING", "REQUESTS", "choose_level", "level_meant", "try_level"]
