"""Namespaces and a private root: what a worker can see of this machine.

The zygote enters namespaces of its own and a root that holds nothing but libraries, read-only; each worker
then gets its own process, mount, network, IPC and host-name namespaces, a small private scratch folder, and a
user namespace without any mapping. As root the zygote first drops to a user id that nobody has.

A network namespace takes the kernel a millisecond to make and another to take down, more than all the others;
it keeps nothing of processes that have ended, and workers have no right over it. So the zygote lends out its
own, which has no interface up, to one worker at a time; only a worker beside another gets a new one.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import random
import stat
from collections.abc import Iterable, Sequence

from autograder.isolation import kernel

SCRATCH = "/tmp/scratch"  # noqa: S108 (in the private root)
SCRATCH_BYTES = 16 * 2**20
_SCRATCH_FILES = 1024

_NEWNS, _NEWCGROUP, _NEWUTS = 0x00020000, 0x02000000, 0x04000000
_NEWIPC, NEWUSER, _NEWPID, _NEWNET = 0x08000000, 0x10000000, 0x20000000, 0x40000000
_NOSUID, _NODEV, _NOEXEC = 2, 4, 8
_BIND, _RECURSIVE, _PRIVATE = 4096, 16384, 1 << 18
_DETACH = 2
_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000
_ATTR_RDONLY, _ATTR_NOSUID, _ATTR_NODEV = 1, 2, 4
_HIGH_IDS = range(2_000_000_000, 2_100_000_000)


def unused_id() -> int:
    """Return a user id that no account and, being drawn from a hundred million, no process has."""
    while True:
        number = random.SystemRandom().choice(_HIGH_IDS)
        try:
            pwd.getpwuid(number)
        except KeyError:
            return number


def drop_user(number: int, files_of: int | None = None) -> None:
    """Become user and group `number` without other groups; on request with file rights of user `files_of`.

    Threads, signals and all else are then still those of `number`.
    """
    os.setgroups([])
    os.setresgid(number, number, number)
    if files_of is not None:
        kernel.prctl(kernel.PR_SET_KEEPCAPS, 1)
    os.setresuid(number, number, number)
    if files_of is not None:
        kernel.keep_file_rights(files_of)
    # changing the user makes /proc/self belong to root, and the map below could not be written
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)


def enter_zygote(
    readable: Sequence[str], covered: Iterable[str], files: Iterable[str], copied: Iterable[str]
) -> None:
    """Put the calling, single-threaded process into namespaces and a root of its own; its children too.

    The next child is the init process of the new process namespace.

    Parameters
    ----------
    readable : sequence of str
        Folders to bind, read-only.
    covered : iterable of str
        Files and folders below them to hide.
    files : iterable of str
        Single files and devices to bind.
    copied : iterable of str
        Small files to copy as they are now.
    """
    # a mount namespace again after building the root: only to one of its own can the zygote return
    rest = NEWUSER | _NEWPID | _NEWNET | _NEWIPC | _NEWUTS | _NEWCGROUP | _NEWNS
    own = os.open("/proc/self", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        if os.geteuid() == 0:
            kernel.call("unshare", _NEWNS)
            _build_root(readable, covered, files, copied)
            drop_user(unused_id())
            user, group = os.geteuid(), os.getegid()
            kernel.call("unshare", rest)
            _map_user(own, user, group)
        else:
            user, group = os.geteuid(), os.getegid()
            kernel.call("unshare", rest)
            _map_user(own, user, group)
            _build_root(readable, covered, files, copied)
    finally:
        os.close(own)


def part_next_child() -> None:
    """Give the next child of the zygote a process namespace and a mount namespace of its own."""
    kernel.call("unshare", _NEWPID | _NEWNS)


def return_home(mounts: int) -> None:
    """Undo `part_next_child` for the zygote: from a second process namespace there is no third.

    Parameters
    ----------
    mounts : int
        Descriptor of the zygote's own mount namespace.
    """
    own = kernel.call("pidfd_open", os.getpid(), 0)
    try:
        kernel.call("setns", own, _NEWPID)
    finally:
        os.close(own)
    kernel.call("setns", mounts, _NEWNS)


def enter_worker(new_network: bool) -> None:
    """Put the calling worker into its other namespaces, with an empty scratch folder as current folder.

    Parameters
    ----------
    new_network : bool
        Whether the zygote's network namespace, which is empty, is in use by another worker.
    """
    network = _NEWNET if new_network else 0
    kernel.call("unshare", network | _NEWIPC | _NEWUTS | _NEWCGROUP)
    options = f"mode=700,size={SCRATCH_BYTES},nr_inodes={_SCRATCH_FILES}".encode()
    kernel.call("mount", b"scratch", SCRATCH.encode(), b"tmpfs", _NOSUID | _NODEV | _NOEXEC, options)
    os.chdir(SCRATCH)
    # no map is written: inside it is nobody, and its processes and threads are counted by themselves
    kernel.call("unshare", NEWUSER)


def _map_user(own: int, user: int, group: int) -> None:
    """Map one user and one group to themselves."""
    for name, text in (
        ("uid_map", f"{user} {user} 1"),
        ("setgroups", "deny"),
        ("gid_map", f"{group} {group} 1"),
    ):
        descriptor = os.open(name, os.O_WRONLY, dir_fd=own)
        try:
            os.write(descriptor, text.encode())
        finally:
            os.close(descriptor)


def _build_root(
    readable: Sequence[str], covered: Iterable[str], files: Iterable[str], copied: Iterable[str]
) -> None:
    """Change to a root that is a small file system in memory with read-only binds."""
    kernel.call("mount", None, b"/", None, _RECURSIVE | _PRIVATE, None)
    kernel.call("mount", b"root", b"/tmp", b"tmpfs", _NOSUID | _NODEV, b"mode=755,size=4m")
    os.mkdir("/tmp/new", 0o755)  # noqa: S108
    os.mkdir("/tmp/old", 0o755)  # noqa: S108
    kernel.call("pivot_root", b"/tmp", b"/tmp/old")
    os.chdir("/")
    kernel.call("mount", b"/new", b"/new", None, _BIND, None)
    os.makedirs("/new" + SCRATCH, 0o755)
    for path in readable:
        _bind_folder(path)
    for path in files:
        _bind_file(path)
    for path in copied:
        _copy_file(path)
    os.chdir("/new")
    kernel.call("pivot_root", b".", b".")
    kernel.call("umount2", b".", _DETACH)
    os.chdir("/")
    for path in covered:
        _cover(path)
    # the root itself, not what is bound into it, which is so already
    _protect("/", _ATTR_RDONLY, recursive=False)


def _bind_folder(path: str) -> None:
    """Bind a folder, or make the symbolic link again that stands in its place."""
    source, target = f"/old{path}", f"/new{path}"
    if os.path.islink(source):
        os.makedirs(os.path.dirname(target), 0o755, exist_ok=True)
        os.symlink(os.readlink(source), target)
        return
    os.makedirs(target, 0o755, exist_ok=True)
    kernel.call("mount", source.encode(), target.encode(), None, _BIND | _RECURSIVE, None)
    _protect(target, _ATTR_RDONLY | _ATTR_NOSUID | _ATTR_NODEV, recursive=True)


def _cover(path: str) -> None:
    """Lay an empty folder or file over one of the new root."""
    if os.path.isdir(path):
        kernel.call("mount", b"hidden", path.encode(), b"tmpfs", _NOSUID | _NODEV | 1, b"mode=755,size=4k")
    elif os.path.exists(path):
        kernel.call("mount", b"/dev/null", path.encode(), None, _BIND, None)


def _bind_file(path: str) -> None:
    source, target = f"/old{path}", f"/new{path}"
    if not os.path.exists(source):
        return
    os.makedirs(os.path.dirname(target), 0o755, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644))
    kernel.call("mount", source.encode(), target.encode(), None, _BIND, None)
    device = stat.S_ISCHR(os.stat(target).st_mode)
    _protect(target, _ATTR_NOSUID | (0 if device else _ATTR_RDONLY | _ATTR_NODEV), recursive=False)


def _copy_file(path: str) -> None:
    os.makedirs(os.path.dirname(f"/new{path}"), 0o755, exist_ok=True)
    with contextlib.suppress(FileNotFoundError), open(f"/old{path}", "rb") as source:
        content = source.read(2**20)
        with open(f"/new{path}", "wb") as target:
            target.write(content)


class _Attributes(ctypes.Structure):
    _fields_ = [
        ("set", ctypes.c_uint64),
        ("clear", ctypes.c_uint64),
        ("propagation", ctypes.c_uint64),
        ("user_namespace", ctypes.c_uint64),
    ]


def _protect(path: str, attributes: int, *, recursive: bool) -> None:
    """Set mount attributes (without having to repeat those that are locked, as a remount would)."""
    flags = _AT_RECURSIVE if recursive else 0
    kernel.call("mount_setattr", _AT_FDCWD, path.encode(), flags, _Attributes(attributes, 0, 0, 0), 32)
