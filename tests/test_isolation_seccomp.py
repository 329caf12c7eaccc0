"""The system-call filter, run by a small interpreter for both architectures, and its numbers."""

import ctypes
import ctypes.util
import re
from pathlib import Path

import pytest

from autograder.isolation import kernel, seccomp

ARCHITECTURES = ("x86_64", "aarch64")
OWN_PID = 4242
THREAD = 0x3D0F00  # what the C library passes for a new thread
# header and column
HEADERS = {"x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h")}


def decide(machine, number, arguments=(), architecture=None):
    """Run the filter as the kernel would; return what it answers."""
    words = {0: number, 4: architecture or seccomp.AUDIT_ARCHITECTURES[machine]}
    for i, value in enumerate(arguments):
        words[16 + 8 * i], words[20 + 8 * i] = value & 0xFFFFFFFF, value >> 32
    accumulator, at, program = 0, 0, seccomp.program(machine, OWN_PID)
    while True:
        code, yes, no, constant = program[at]
        at += 1
        if code == 0x20:
            accumulator = words.get(constant, 0)
        elif code == 0x06:
            return constant
        else:
            true = {
                0x15: accumulator == constant,
                0x25: accumulator > constant,
                0x35: accumulator >= constant,
                0x45: bool(accumulator & constant),
            }[code]
            at += yes if true else no


def number_of(machine, name):
    """Look a call up."""
    table = seccomp.ALLOWED if name in seccomp.ALLOWED else seccomp.CONDITIONAL
    return table[name][ARCHITECTURES.index(machine)]


@pytest.mark.parametrize("machine", ARCHITECTURES)
def test_listed_calls_are_allowed(machine):
    """Every call of the table passes, on either architecture."""
    column = ARCHITECTURES.index(machine)
    numbers = [numbers[column] for numbers in seccomp.ALLOWED.values() if numbers[column] is not None]
    assert {decide(machine, number) for number in numbers} == {seccomp.ALLOW}


@pytest.mark.parametrize("machine", ARCHITECTURES)
def test_everything_else_is_refused(machine):
    """Numbers that are not in the table answer EPERM."""
    column = ARCHITECTURES.index(machine)
    known = {numbers[column] for numbers in {**seccomp.ALLOWED, **seccomp.CONDITIONAL}.values()}
    assert {decide(machine, number) for number in range(600) if number not in known} == {seccomp.EPERM}


def test_dangerous_calls_are_not_listed():
    """No call that makes processes, sockets, namespaces or files in memory is in the table."""
    column = {"socket": 41, "fork": 57, "vfork": 58, "execve": 59, "ptrace": 101, "memfd_create": 319}
    column |= {"getsockopt": 55, "setsockopt": 54, "flock": 73, "timer_create": 222, "perf_event_open": 298}
    column |= {"sendmsg": 46, "unshare": 272, "mount": 165, "io_uring_setup": 425, "bpf": 321, "chmod": 90}
    assert {name: decide("x86_64", number) for name, number in column.items()} == dict.fromkeys(
        column, seccomp.EPERM
    )


@pytest.mark.parametrize("machine", ARCHITECTURES)
@pytest.mark.parametrize(
    ("name", "arguments", "answer"),
    [
        ("clone", (THREAD,), seccomp.ALLOW),
        ("clone", (17,), seccomp.EPERM),
        ("clone", (THREAD | 0x10000000,), seccomp.EPERM),
        ("clone", (THREAD | 0x00020000,), seccomp.EPERM),
        ("clone3", (), seccomp.ENOSYS),
        ("prctl", (15,), seccomp.ALLOW),
        ("prctl", (1,), seccomp.EPERM),
        ("prctl", (38,), seccomp.EPERM),
        ("prlimit64", (0, 7, 0, 1), seccomp.ALLOW),
        ("prlimit64", (0, 7, 2**32, 1), seccomp.EPERM),
        ("prlimit64", (0, 7, 8, 1), seccomp.EPERM),
        ("prlimit64", (1, 7, 0, 1), seccomp.EPERM),
        ("ioctl", (3, 0x5421), seccomp.ALLOW),
        ("ioctl", (3, 0x5412), seccomp.EPERM),
        ("fcntl", (3, 1030), seccomp.ALLOW),
        ("fcntl", (3, 8), seccomp.EPERM),
        ("fcntl", (3, 6), seccomp.EPERM),
        ("sendto", (3, 0, 1, 0), seccomp.ALLOW),
        ("sendto", (3, 0, 1, 0x4040), seccomp.ALLOW),
        ("sendto", (3, 0, 1, 1), seccomp.EPERM),
        ("recvfrom", (3, 0, 1, 2), seccomp.ALLOW),
        ("recvfrom", (3, 0, 1, 0x2001), seccomp.EPERM),
        ("kill", (OWN_PID, 15), seccomp.ALLOW),
        ("kill", (OWN_PID + 1, 15), seccomp.EPERM),
        ("kill", (2**64 - 1, 9), seccomp.EPERM),
        ("kill", (0, 9), seccomp.EPERM),
        ("tgkill", (OWN_PID, 7, 6), seccomp.ALLOW),
        ("tgkill", (1, 1, 6), seccomp.EPERM),
    ],
)
def test_arguments_are_looked_at(machine, name, arguments, answer):
    """Threads yes, processes no; only its own signals, names and limits."""
    assert decide(machine, number_of(machine, name), arguments) == answer


def test_other_architectures_kill():
    """A 32-bit or x32 call means another table of numbers; the process does not survive it."""
    assert decide("x86_64", 1, architecture=0x40000003) == seccomp.KILL_PROCESS
    assert decide("x86_64", 0x40000000 + 1) == seccomp.KILL_PROCESS
    assert decide("aarch64", 64, architecture=0x40000028) == seccomp.KILL_PROCESS


@pytest.mark.parametrize("machine", HEADERS)
def test_numbers_are_the_kernels(machine):
    """The table agrees with the kernel's header, where there is one."""
    if not HEADERS[machine].exists():
        pytest.skip("no kernel headers here")
    true = dict(re.findall(r"#define __NR_(\w+) (\d+)", HEADERS[machine].read_text()))
    tables = {**seccomp.ALLOWED, **seccomp.CONDITIONAL}
    column = ARCHITECTURES.index(machine)
    ours = {name: numbers[column] for name, numbers in tables.items() if numbers[column] is not None}
    ours |= kernel._TABLES[machine]
    assert {name: int(true[name]) for name in ours if name in true} == {
        name: number for name, number in ours.items() if name in true
    }
    assert len([name for name in ours if name in true]) > 100


@pytest.mark.parametrize("machine", ARCHITECTURES)
def test_numbers_are_libseccomps(machine):
    """The table agrees with that of libseccomp, which knows both architectures on either."""
    name = ctypes.util.find_library("seccomp")
    if name is None:
        pytest.skip("libseccomp is not installed")
    resolve = ctypes.CDLL(name).seccomp_syscall_resolve_name_arch
    resolve.argtypes = [ctypes.c_uint32, ctypes.c_char_p]
    column = ARCHITECTURES.index(machine)
    tables = {**seccomp.ALLOWED, **seccomp.CONDITIONAL}
    ours = {call: numbers[column] for call, numbers in tables.items()} | kernel._TABLES[machine]
    architecture = seccomp.AUDIT_ARCHITECTURES[machine]
    true = {call: resolve(architecture, call.encode()) for call in ours}
    # -1 is a call newer than the library; other negative numbers are calls this architecture does not have
    known = {call: number for call, number in true.items() if number != -1}
    assert {call: number if number >= 0 else None for call, number in known.items()} == {
        call: ours[call] for call in known
    }
    assert len(known) > 100
