"""Landlock: what files a worker may open, whatever its user may do (kernel: userspace-api/landlock).

A ruleset is made once in the zygote and only entered in each worker, which costs microseconds. Everything
the kernel's version can restrict is restricted: all file rights, TCP, and from version 6 signals and abstract
sockets. It does not stop stat, chmod, UDP or path-name sockets; `seccomp` and the namespaces do.
"""

from __future__ import annotations

import ctypes
import os
import stat
from collections.abc import Iterable

from autograder.isolation import kernel

READ_FILE, READ_DIR = 1 << 2, 1 << 3
WRITE_FILE = 1 << 1
TRUNCATE = 1 << 14
# write_file, remove_dir, remove_file, make_dir, make_reg, refer, truncate
_WRITE = WRITE_FILE | 1 << 4 | 1 << 5 | 1 << 7 | 1 << 8 | 1 << 13 | TRUNCATE
_FILE_ONLY = READ_FILE | WRITE_FILE | TRUNCATE
_RIGHTS_BY_VERSION = {
    1: (1 << 13) - 1,
    2: (1 << 14) - 1,
    3: (1 << 15) - 1,
    4: (1 << 15) - 1,
    5: (1 << 16) - 1,
}
_BIND_TCP, _CONNECT_TCP = 1, 2
_SCOPE_ABSTRACT, _SCOPE_SIGNAL = 1, 2
_RULE_PATH_BENEATH = 1


class _Ruleset(ctypes.Structure):
    _fields_ = [
        ("fs", ctypes.c_uint64),
        ("net", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    ]


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = [("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32)]


def version() -> int:
    """Return the kernel's Landlock version, 0 when there is none."""
    try:
        return kernel.call("landlock_create_ruleset", None, 0, 1)
    except OSError:
        return 0


def ruleset(readable: Iterable[str], writable: Iterable[str], listable: Iterable[str] = ()) -> int:
    """Make a ruleset.

    Parameters
    ----------
    readable, writable, listable : iterables of str
        Files or folders with all below them: to read, to read and write, only to list. Missing ones are
        skipped.

    Returns
    -------
    int
        Descriptor for `enter`.

    Raises
    ------
    OSError
        When the kernel has no Landlock.
    """
    known = version()
    if known < 1:
        raise OSError(38, "this kernel has no Landlock (or it is not among the enabled security modules)")
    handled = _RIGHTS_BY_VERSION[min(known, 5)]
    net = _BIND_TCP | _CONNECT_TCP if known >= 4 else 0
    scoped = _SCOPE_ABSTRACT | _SCOPE_SIGNAL if known >= 6 else 0
    attributes = _Ruleset(handled, net, scoped)
    size = 24 if known >= 6 else 16 if known >= 4 else 8
    descriptor = kernel.call("landlock_create_ruleset", attributes, size, 0)
    for paths, rights in (
        (readable, READ_FILE | READ_DIR),
        (writable, READ_FILE | READ_DIR | _WRITE),
        (listable, READ_DIR),
    ):
        for path in paths:
            _allow(descriptor, path, rights & handled)
    return descriptor


def enter(descriptor: int) -> None:
    """Restrict the calling process for ever; needs no_new_privs."""
    kernel.call("landlock_restrict_self", descriptor, 0)


def _allow(ruleset_descriptor: int, path: str, rights: int) -> None:
    try:
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(parent).st_mode):
            rights &= _FILE_ONLY
        kernel.call(
            "landlock_add_rule", ruleset_descriptor, _RULE_PATH_BENEATH, _PathBeneath(rights, parent), 0
        )
    finally:
        os.close(parent)
