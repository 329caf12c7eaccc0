"""The system calls a worker may make: an allow-list as a filter program in the kernel.

A filter made by hand, not libseccomp through ``pyseccomp``: that package saw its last commit in 2021 and
needs a C library that slim container images do not have, while all we want of it, names on two architectures,
is the table below (a test compares it with the kernel's headers and runs the program on both). What it would
give in return, a dozen more architectures, nobody grades on.

A call that is not listed fails with EPERM, which Python turns into an exception that is easy to report. Calls
of another architecture or of the x32 numbering kill. Numbers and arguments are checked, pointers cannot be.
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Sequence

from autograder.isolation import kernel

# name: (x86-64, aarch64); None where the architecture has no such call
ALLOWED: dict[str, tuple[int | None, int | None]] = {
    # memory
    "mmap": (9, 222), "mprotect": (10, 226), "munmap": (11, 215), "brk": (12, 214), "mremap": (25, 216),
    "madvise": (28, 233), "mincore": (27, 232), "msync": (26, 227),
    # files; which ones is Landlock's business
    "read": (0, 63), "write": (1, 64), "readv": (19, 65), "writev": (20, 66), "pread64": (17, 67),
    "pwrite64": (18, 68), "lseek": (8, 62), "close": (3, 57), "close_range": (436, 436), "open": (2, None),
    "openat": (257, 56), "fstat": (5, 80), "newfstatat": (262, 79), "stat": (4, None), "lstat": (6, None),
    "statx": (332, 291), "statfs": (137, 43), "fstatfs": (138, 44), "access": (21, None),
    "faccessat": (269, 48), "faccessat2": (439, 439), "getdents64": (217, 61), "getcwd": (79, 17),
    "chdir": (80, 49), "fchdir": (81, 50), "readlink": (89, None), "readlinkat": (267, 78),
    "mkdir": (83, None), "mkdirat": (258, 34), "rmdir": (84, None), "unlink": (87, None),
    "unlinkat": (263, 35), "rename": (82, None), "renameat": (264, 38), "renameat2": (316, 276),
    "truncate": (76, 45),
    "ftruncate": (77, 46), "fallocate": (285, 47), "fsync": (74, 82), "fdatasync": (75, 83),
    "umask": (95, 166), "copy_file_range": (326, 285), "sendfile": (40, 71),
    "dup": (32, 23), "dup2": (33, None), "dup3": (292, 24), "pipe": (22, None), "pipe2": (293, 59),
    # waiting
    "poll": (7, None), "ppoll": (271, 73), "select": (23, None), "pselect6": (270, 72),
    "eventfd": (284, None), "eventfd2": (290, 19), "epoll_create": (213, None), "epoll_create1": (291, 20),
    "epoll_ctl": (233, 21),
    "epoll_wait": (232, None), "epoll_pwait": (281, 22), "epoll_pwait2": (441, 441), "pause": (34, None),
    # threads and own signals
    "futex": (202, 98), "set_robust_list": (273, 99), "get_robust_list": (274, 100), "rseq": (334, 293),
    "set_tid_address": (218, 96), "exit": (60, 93), "exit_group": (231, 94), "wait4": (61, 260),
    "waitid": (247, 95), "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139),
    "rt_sigpending": (127, 136), "rt_sigtimedwait": (128, 137), "sigaltstack": (131, 132),
    "restart_syscall": (219, 128), "setitimer": (38, 103), "getitimer": (36, 102), "alarm": (37, None),
    "membarrier": (324, 283),
    # clocks and facts
    "gettimeofday": (96, 169), "clock_gettime": (228, 113), "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115), "nanosleep": (35, 101), "time": (201, None), "times": (100, 153),
    "getrusage": (98, 165), "getrandom": (318, 278), "getpid": (39, 172), "gettid": (186, 178),
    "getppid": (110, 173), "getuid": (102, 174), "geteuid": (107, 175), "getgid": (104, 176),
    "getegid": (108, 177), "getgroups": (115, 158), "getresuid": (118, 148), "getresgid": (120, 150),
    "getpgrp": (111, None), "getpgid": (121, 155), "getsid": (124, 156), "uname": (63, 160),
    "sysinfo": (99, 179), "getcpu": (309, 168), "getrlimit": (97, 163), "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123), "sched_getparam": (143, 121), "sched_getscheduler": (145, 120),
    "sched_get_priority_max": (146, 125), "sched_get_priority_min": (147, 126), "getpriority": (140, 141),
}  # fmt: skip
CONDITIONAL = {
    # the one connection it has; no sendmsg, so no descriptors travel, no options, among which is a descriptor
    # of the process at the other end, and no call that makes a socket
    "sendto": (44, 206),
    "recvfrom": (45, 207),
    "clone": (56, 220),
    "clone3": (435, 435),
    "prctl": (157, 167),
    "prlimit64": (302, 261),
    "ioctl": (16, 29),
    "fcntl": (72, 25),
    "kill": (62, 129),
    "tgkill": (234, 131),
}
AUDIT_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_COLUMN = {"x86_64": 0, "aarch64": 1}

ALLOW = 0x7FFF0000
EPERM = 0x00050001
ENOSYS = 0x00050026
KILL_PROCESS = 0x80000000

_CLONE_THREAD = 0x00010000
# newns, newcgroup, newuts, newipc, newuser, newpid, newnet, and newtime's bit
_CLONE_NAMESPACES = 0x00020000 | 0x7E000000 | 0x00000080
_IOCTLS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)  # TCGETS TIOCGWINSZ FIONREAD FIONBIO FIO(N)CLEX
# dupfd getfd setfd getfl setfl getpipe_sz dupfd_cloexec; not F_SETOWN and F_SETSIG, which send signals to
# others, nor locks and leases, which others see and nobody counts
_FCNTLS = (0, 1, 2, 3, 4, 1030, 1032)
# peek, dontwait, waitall, nosignal; not out-of-band bytes, which arrive beside the stream
_MESSAGE_FLAGS = 0x2 | 0x40 | 0x100 | 0x4000
_PRCTLS = (15, 16)  # set and get the thread's name

_LOAD, _JUMP_EQUAL, _JUMP_GREATER, _JUMP_GREATER_EQUAL, _JUMP_SET, _RETURN = (
    0x20,
    0x15,
    0x25,
    0x35,
    0x45,
    0x06,
)
_NUMBER, _ARCHITECTURE = 0, 4
_MODE_FILTER, _SPEC_ALLOW = 1, 4
_SOME_PID = 0x7EADBEE5  # larger than any, and no constant of the program

Instruction = tuple[int, int, int, int]
Segment = tuple[int, list[Instruction]]
"""The first number, and what follows once it is known to be in the segment."""

_ALLOWED: list[Instruction] = [(_RETURN, 0, 0, ALLOW)]
_REFUSED: list[Instruction] = [(_RETURN, 0, 0, EPERM)]


def program(machine: str, own_pid: int) -> list[Instruction]:
    """Build the filter.

    Parameters
    ----------
    machine : str
        ``x86_64`` or ``aarch64``.
    own_pid : int
        The only process that may be signalled.

    Returns
    -------
    list of (code, jump if true, jump if false, constant)
        A classic BPF program, see linux/filter.h and ``man 2 seccomp``.
    """
    column = _COLUMN[machine]
    code: list[Instruction] = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_JUMP_EQUAL, 1, 0, AUDIT_ARCHITECTURES[machine]),
        (_RETURN, 0, 0, KILL_PROCESS),
        (_LOAD, 0, 0, _NUMBER),
    ]
    if machine == "x86_64":
        code += [(_JUMP_GREATER_EQUAL, 0, 1, 0x40000000), (_RETURN, 0, 0, KILL_PROCESS)]
    return code + _search(_segments(column, own_pid))


def assemble(machine: str) -> bytes:
    """Return the filter as bytes for `install`, with room for the process's own id."""
    return b"".join(struct.pack("<HBBI", *instruction) for instruction in program(machine, _SOME_PID))


def install(assembled: bytes) -> None:
    """Put the calling thread under the filter for ever; needs no_new_privs."""
    raw = assembled.replace(struct.pack("<I", _SOME_PID), struct.pack("<I", os.getpid()))
    # SPEC_ALLOW: old kernels otherwise switch off speculation, which makes the student's code slower
    kernel.call("seccomp", _MODE_FILTER, _SPEC_ALLOW, _Program(len(raw) // 8, raw))


def _segments(column: int, own_pid: int) -> list[Segment]:
    """Cut all numbers, from 0 on, into segments that are decided in the same way."""
    decided = {numbers[column]: _ALLOWED for numbers in ALLOWED.values() if numbers[column] is not None}
    decided |= {CONDITIONAL[name][column]: body for name, body in _conditions(own_pid).items()}
    segments: list[Segment] = []
    for number in range(max(n for n in decided if n is not None) + 2):
        body = decided.get(number, _REFUSED)
        if not segments or segments[-1][1] is not body:
            segments.append((number, body))
    return segments


def _search(segments: Sequence[Segment]) -> list[Instruction]:
    """Find the segment of the loaded number by halving: on installing, the kernel tries every number."""
    if len(segments) == 1:
        return segments[0][1]
    middle = len(segments) // 2
    low, high = _search(segments[:middle]), _search(segments[middle:])
    return [(_JUMP_GREATER_EQUAL, len(low), 0, segments[middle][0]), *low, *high]


class _Program(ctypes.Structure):
    # a pointer to bytes as they are: an array type of just their length would be made anew in each worker
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def _conditions(own_pid: int) -> dict[str, list[Instruction]]:
    """Return what follows the number of each call that depends on its arguments."""
    return {
        # threads of this process, never another process or a namespace
        "clone": [
            _argument(0),
            (_JUMP_SET, 1, 0, _CLONE_NAMESPACES),
            (_JUMP_SET, 1, 0, _CLONE_THREAD),
            (_RETURN, 0, 0, EPERM),
            (_RETURN, 0, 0, ALLOW),
        ],
        # its arguments lie behind a pointer; the C library then uses clone
        "clone3": [(_RETURN, 0, 0, ENOSYS)],
        "prctl": _one_of(0, _PRCTLS),
        # reading own limits: pid 0, no new limit (both halves of the pointer)
        "prlimit64": [
            _argument(0),
            (_JUMP_EQUAL, 0, 5, 0),
            _argument(2),
            (_JUMP_EQUAL, 0, 3, 0),
            _argument(2, high=True),
            (_JUMP_EQUAL, 0, 1, 0),
            (_RETURN, 0, 0, ALLOW),
            (_RETURN, 0, 0, EPERM),
        ],
        "ioctl": _one_of(1, _IOCTLS),
        "fcntl": _one_of(1, _FCNTLS),
        "sendto": _no_other_bits(3, _MESSAGE_FLAGS),
        "recvfrom": _no_other_bits(3, _MESSAGE_FLAGS),
        "kill": _one_of(0, (own_pid,)),
        "tgkill": _one_of(0, (own_pid,)),
    }


def _argument(index: int, *, high: bool = False) -> Instruction:
    return (_LOAD, 0, 0, 16 + 8 * index + (4 if high else 0))


def _one_of(index: int, values: Sequence[int]) -> list[Instruction]:
    """Allow when the low half of an argument is one of `values`."""
    last = len(values) - 1
    tests = [(_JUMP_EQUAL, last - i + 1, 0, value) for i, value in enumerate(values)]
    return [_argument(index), *tests, (_RETURN, 0, 0, EPERM), (_RETURN, 0, 0, ALLOW)]


def _no_other_bits(index: int, bits: int) -> list[Instruction]:
    """Allow when the low half of an argument has no bit set but these."""
    return [
        _argument(index),
        (_JUMP_SET, 0, 1, ~bits & 0xFFFFFFFF),
        (_RETURN, 0, 0, EPERM),
        (_RETURN, 0, 0, ALLOW),
    ]
