"""The Linux calls that Python's standard library does not offer, as functions that raise OSError.

Only ctypes, no C of ours and no package: these interfaces of the kernel are stable, every wrapper that was
tried was young, unmaintained or silently dropped rights it did not know. Two tables of numbers cover x86-64
and aarch64; on any other machine `NUMBERS` is empty and levels A and B are not offered.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys

_TABLES = {
    "x86_64": {
        "pivot_root": 155,
        "mount": 165,
        "umount2": 166,
        "unshare": 272,
        "setns": 308,
        "seccomp": 317,
        "madvise": 28,
        "capset": 126,
        "prctl": 157,
        "pidfd_open": 434,
        "mount_setattr": 442,
        "landlock_create_ruleset": 444,
        "landlock_add_rule": 445,
        "landlock_restrict_self": 446,
    },
    "aarch64": {
        "pivot_root": 41,
        "mount": 40,
        "umount2": 39,
        "unshare": 97,
        "setns": 268,
        "seccomp": 277,
        "madvise": 233,
        "capset": 91,
        "prctl": 167,
        "pidfd_open": 434,
        "mount_setattr": 442,
        "landlock_create_ruleset": 444,
        "landlock_add_rule": 445,
        "landlock_restrict_self": 446,
    },
}
_machine = os.uname().machine if hasattr(os, "uname") else os.environ.get("PROCESSOR_ARCHITECTURE", "")
MACHINE = {"arm64": "aarch64", "AMD64": "x86_64"}.get(_machine, _machine)
# 64-bit only: a 32-bit interpreter on a 64-bit kernel would use other numbers
NUMBERS = _TABLES.get(MACHINE, {}) if sys.platform == "linux" and sys.maxsize > 2**32 else {}

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_KEEPCAPS = 8
PR_CAPBSET_DROP = 24
PR_SET_SECUREBITS = 28
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_CLEAR_ALL = 4

Argument = int | bytes | ctypes.Array[ctypes.c_char] | ctypes.Structure | None

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform != "win32" else None
# looked up now: through all libraries that are loaded later, it would take each worker a while
_prctl = getattr(_libc, "prctl", None)


def call(name: str, *arguments: Argument) -> int:
    """Make one system call.

    Parameters
    ----------
    name : str
        A key of `NUMBERS`.
    arguments : int, bytes, ctypes structure or None
        Structures are passed by reference.

    Raises
    ------
    OSError
        With the call's name, when the kernel refuses or the machine has no table.
    """
    if name not in NUMBERS or _libc is None:
        raise OSError(38, f"{name} is not available on this kind of machine ({sys.platform}, {MACHINE})")
    result = int(_libc.syscall(ctypes.c_long(NUMBERS[name]), *(_converted(a) for a in arguments)))
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
    return result


def prctl(option: int, *arguments: int) -> int:
    """Call prctl; missing arguments are 0."""
    return call("prctl", option, *arguments, *([0] * (4 - len(arguments))))


def keep_file_rights(user: int) -> None:
    """Access files as `user` does, after the process has become another; every capability is gone afterwards.

    Needs the capability to set user ids, kept over the change (PR_SET_KEEPCAPS).

    Raises
    ------
    OSError
        When the kernel refuses.
    """
    call("capset", _OWN, _CapabilityData((ctypes.c_uint32 * 6)(_SETUID, _SETUID)))
    try:
        if _libc is not None:
            _libc.setfsuid(user)
            # it never fails; asked for no user, it tells the one it has
            if _libc.setfsuid(-1) & 0xFFFFFFFF != user:
                raise PermissionError(errno.EPERM, "setfsuid: Operation not permitted")
    finally:
        call("capset", _OWN, _NONE)
        prctl(PR_SET_KEEPCAPS, 0)


def drop_capabilities() -> None:
    """Give up every capability for ever: bounding, ambient, inheritable, permitted, effective; lock the bits.

    Needs none itself: where the bounding set cannot be emptied it is not usable either, since
    no_new_privs is set afterwards and execve is refused.
    """
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    number = 0
    try:
        # noroot, no_setuid_fixup, no_cap_ambient_raise and their locks
        prctl(PR_SET_SECUREBITS, 0b11101111)
        while _prctl is not None and _prctl(PR_CAPBSET_DROP, number, 0, 0, 0) == 0:
            number += 1
        if ctypes.get_errno() != errno.EINVAL:  # EINVAL: past the last capability this kernel knows
            raise PermissionError(ctypes.get_errno(), "a capability cannot be dropped")
    except PermissionError:
        pass  # no CAP_SETPCAP: there was nothing to give up
    call("capset", _OWN, _NONE)


class _CapabilityHeader(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class _CapabilityData(ctypes.Structure):
    """Effective, permitted, inheritable: the lower halves, then the upper."""

    _fields_ = [("sets", ctypes.c_uint32 * 6)]


_OWN, _NONE = _CapabilityHeader(0x20080522, 0), _CapabilityData()

_SETUID = 1 << 7


def _converted(argument: Argument) -> object:
    if isinstance(argument, int):
        return ctypes.c_long(argument)
    if isinstance(argument, ctypes.Structure):
        return ctypes.byref(argument)
    return argument if argument is not None else ctypes.c_void_p(None)
