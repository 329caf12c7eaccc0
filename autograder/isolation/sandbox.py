"""Lock the calling process: what an untrusted worker may still do to this machine.

Three levels. A: namespaces, a private root and scratch folder, Landlock, a system-call filter, resource
limits. B: what is left where namespaces are refused, as in a container: Landlock, the filter, limits, nothing
to write to. ``process``: a process of its own with limits, which is no wall; for systems other than Linux.

`prepare_zygote` runs once in the fresh warm process before anything large is imported, `Sandbox.lock` in each
worker before the submission's first line. Every step either works or raises: nothing is left out silently.
Which level a host can hold is found by trying, in `canary`.
"""

from __future__ import annotations

import errno
import os
import resource
import socket
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from autograder.isolation import hugepages, keeper, kernel, landlock, libraries, namespaces, seccomp


class Level(StrEnum):
    """How well a submission is locked in; stands in every report."""

    A = "A"
    B = "B"
    PROCESS = "process"


THREADS = 32
_OPEN_FILES = 64
_MANY = 16  # workers whose forks cost about as much more as moving all memory to huge pages does once
_CPU_SECONDS = 3600  # a last resort: the trusted side's deadlines come long before


@dataclass(slots=True)
class Sandbox:
    """What a prepared zygote hands to each of its workers."""

    level: Level
    ruleset: int = -1
    """Descriptor of the Landlock rules."""
    statm: int = -1
    """Descriptor of the zygote's own memory figures; there is no /proc in its root."""
    maps: int = -1
    """Descriptor of the list of the zygote's mappings, until its memory is on huge pages."""
    shares_user: bool = True
    """Whether other processes of the machine run as the workers' user."""
    filter: bytes = b""
    """The assembled system-call filter."""
    borrower: int = 0
    """The living worker that has the zygote's network namespace to itself; 0 when none has."""
    own: int = -1
    """Descriptor of the folder in which the zygote's namespaces are found; there is no /proc in its root."""
    home: int = -1
    """Descriptor of its mount namespace."""
    mounts: dict[int, int] = field(default_factory=dict)
    """Descriptors of those of the living workers, see `keeper.leave`."""
    keeper: socket.socket | None = None
    """Leads to the process that watches over the zygote."""
    ended: int = 0
    """How many workers have ended."""

    def fork(self) -> int:
        """Fork a worker; at level A it is the first process of its own process namespace."""
        if self.level is not Level.A:
            return os.fork()
        namespaces.part_next_child()
        pid = os.fork()
        if pid != 0:
            self.mounts[pid] = os.open("mnt", os.O_RDONLY | os.O_CLOEXEC, dir_fd=self.own)
            namespaces.return_home(self.home)
            self.borrower = self.borrower or pid
        return pid

    def buried(self, pid: int) -> None:
        """Note that a worker has ended, and with it all of its process namespace."""
        if pid == self.borrower:
            self.borrower = 0
        if pid in self.mounts:
            keeper.leave(self.keeper, self.mounts.pop(pid))
        self.ended += 1
        if self.ended == _MANY and self.maps >= 0:
            hugepages.collapse(self.maps)
            os.close(self.maps)
            self.maps = -1

    def lock(self, memory_bytes: int, sock: int) -> None:
        """Lock the calling worker, for ever.

        Parameters
        ----------
        memory_bytes : int
            What may be allocated beyond what is mapped now.
        sock : int
            The only descriptor that is kept, beside three that lead nowhere.

        Raises
        ------
        OSError
            When a step fails; the caller must end.
        """
        mapped = self._mapped_bytes()
        if self.keeper is not None:
            self.keeper.close()
        os.setsid()
        null = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(null, descriptor)
        if self.level is not Level.A:
            keeper.die_with_parent()
        if self.level is Level.A:
            namespaces.enter_worker(new_network=self.borrower != 0)
        self._limit(mapped + memory_bytes if mapped else 0)
        kept = {sock, self.ruleset}
        if self.level is Level.PROCESS:
            keeper.close_others({sock})
            return
        kernel.drop_capabilities()
        kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
        kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
        keeper.close_others(kept)
        landlock.enter(self.ruleset)
        os.close(self.ruleset)
        seccomp.install(self.filter)

    def _mapped_bytes(self) -> int:
        """Return the size of the address space at the fork; 0 where the system does not tell."""
        if self.statm < 0:
            return 0
        return int(os.pread(self.statm, 100, 0).split()[0]) * resource.getpagesize()

    def _limit(self, address_space: int) -> None:
        limits = {resource.RLIMIT_CORE: 0}
        if self.level is not Level.PROCESS:
            limits |= {
                resource.RLIMIT_FSIZE: namespaces.SCRATCH_BYTES,
                resource.RLIMIT_NOFILE: _OPEN_FILES,
                resource.RLIMIT_MEMLOCK: 0,
                resource.RLIMIT_MSGQUEUE: 0,
                resource.RLIMIT_CPU: _CPU_SECONDS,
            }
            # counts every process of the user: where others share it, only memory bounds the threads
            if not self.shares_user:
                limits[resource.RLIMIT_NPROC] = THREADS
        if address_space:
            limits[resource.RLIMIT_AS] = address_space
        for which, limit in limits.items():
            top = resource.getrlimit(which)[1]
            lower = limit if top == resource.RLIM_INFINITY else min(limit, top)
            resource.setrlimit(which, (lower, lower))


def prepare_zygote(level: Level, hidden: Iterable[str]) -> Sandbox:
    """Make the calling process, still single-threaded, ready to fork workers; what returns may be a child.

    Parameters
    ----------
    level : Level
        What to achieve, exactly.
    hidden : iterable of str
        Names of packages that workers must not be able to read.

    Raises
    ------
    OSError
        When the host refuses a step.
    """
    os.umask(0o022)
    if sys.platform != "linux":
        return Sandbox(level)
    proc = os.open("/proc", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    grader = os.pidfd_open(os.getppid())
    sandbox = Sandbox(level)
    if level is not Level.PROCESS:
        readable, covered = libraries.folders(), libraries.hidden(hidden)
        files = [*libraries.FILES, *libraries.DEVICES]
        libraries.carry("autograder.isolation")
        sandbox.filter = seccomp.assemble(kernel.MACHINE)
        if level is Level.A:
            namespaces.enter_zygote(readable, covered, files, libraries.FACTS)
            libraries.forget_checkouts()
            sandbox.shares_user = False
            # the folder above the scratch: rules hold across the mount each worker makes there
            writable = [os.path.dirname(namespaces.SCRATCH), os.devnull]
            sandbox.ruleset = landlock.ruleset([*readable, *files], writable)
        else:
            leaves, lists = libraries.leaves(readable, covered)
            sandbox.ruleset = landlock.ruleset([*leaves, *files], [os.devnull], lists)
            if landlock.version() < 3:
                raise OSError(
                    38, "level B needs a kernel whose Landlock can refuse truncation (6.2 or later)"
                )
            libraries.forget_checkouts()
            if os.geteuid() == 0:
                namespaces.drop_user(namespaces.unused_id(), _owner_of_closed(readable))
                sandbox.shares_user = False
    sandbox.keeper = keeper.keep(grader)
    if level is Level.A:
        sandbox.own = os.open("self/ns", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=proc)
        sandbox.home = os.open("mnt", os.O_RDONLY | os.O_CLOEXEC, dir_fd=sandbox.own)
    sandbox.statm = os.open("self/statm", os.O_RDONLY | os.O_CLOEXEC, dir_fd=proc)
    sandbox.maps = os.open("self/maps", os.O_RDONLY | os.O_CLOEXEC, dir_fd=proc)
    os.close(proc)
    return sandbox


def _owner_of_closed(readable: Iterable[str]) -> int | None:
    """Return the user whose folders on the way to `readable` are closed to others; None when all are open.

    An interpreter in root's home is the usual case: workers then access files as that user, within what
    Landlock leaves of it, and are nobody in all else.

    Raises
    ------
    OSError
        When the folders of several users are closed.
    """
    closed: dict[int, str] = {}
    for folder in readable:
        path = os.path.realpath(folder)
        while path != "/":
            found = os.stat(path)
            if not found.st_mode & 0o001:
                closed[found.st_uid] = path
            path = os.path.dirname(path)
    if len(closed) > 1:
        raise OSError(
            errno.EACCES,
            f"the libraries lie in folders that several users keep closed ({', '.join(closed.values())}): "
            "allow others to pass (chmod o+x) or install Python where everybody may read it",
        )
    return next(iter(closed), None)
