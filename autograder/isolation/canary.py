"""A worker that tries what no submission may do, before any submission does.

A sandbox is believed because it held, not because a version number says it should. Each zygote's first worker
is a canary: `attempt` runs in it, locked like a submission, and answers with the acts that worked; `broken`
compares them with what the level promises. What it touches was made for the purpose and nothing it manages to
do does harm.
"""

from __future__ import annotations

import _thread
import contextlib
import ctypes
import errno
import json
import mmap
import os
import signal
import socket
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from autograder.isolation import kernel, namespaces
from autograder.isolation.sandbox import THREADS, Level

# what each act's success means; the words complete "a submission could …"
PROMISES = {
    "read": "read a file of this machine",
    "list": "list a folder of this machine",
    "write": "write a file beside another",
    "chmod": "change the mode of a file",
    "root": "write into a system folder or shared memory",
    "proc": "read about other processes",
    "fork": "start a process",
    "exec": "run a program",
    "socket": "open a socket",
    "memfd": "keep files in memory",
    "ptrace": "look into another process",
    "signal": "signal another process",
    "namespace": "enter a new namespace",
    "user": "become another user",
    "io_uring": "use system calls that are not listed",
    "memory": "allocate more memory than its limit",
    "descriptors": "use a descriptor of the grader",
    "scratch": "write files without a limit",
}
PROMISES_A = {
    "stat": "see that a file of this machine exists",
    "threads": "start more threads than its limit",
}
_LIMIT = 10_000


class Bait(NamedTuple):
    """What a canary is pointed at."""

    folder: str
    secret: str
    victim: int
    memory: int


@contextlib.contextmanager
def bait(victim: int, memory: int) -> Iterator[Bait]:
    """Lay out a file that everybody may read in a folder that everybody may write to; gone afterwards."""
    import shutil
    import tempfile

    folder = tempfile.mkdtemp(prefix="canary-")
    try:
        os.chmod(folder, 0o777)  # noqa: S103 (ordinary permissions are not what is tested)
        secret = os.path.join(folder, "secret")
        with open(secret, "w", encoding="utf-8") as file:
            file.write("what a hidden test expects")
        os.chmod(secret, 0o666)  # noqa: S103
        yield Bait(folder, secret, victim, memory)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def ask(sock: socket.socket, target: Bait) -> list[str] | None:
    """Let the canary at the other end of `sock` try; return the acts that worked, None when it died.

    The time limit is that of `sock`.
    """
    try:
        sock.sendall(
            json.dumps([target.folder, target.secret, target.victim, target.memory]).encode() + b"\n"
        )
        answer = b""
        while not answer.endswith(b"\n"):
            part = sock.recv(_LIMIT)
            if not part or len(answer) > _LIMIT:
                return None
            answer += part
    except OSError:
        return None
    worked = json.loads(answer)
    with os.scandir(target.folder) as entries:
        left = sorted(entry.name for entry in entries)
    # what it could not notice itself
    return [*worked, *(["write"] if left != ["secret"] else [])]


def broken(level: Level, worked: list[str] | None) -> list[str]:
    """Return what a submission could do although `level` promises otherwise."""
    if worked is None:
        return ["end in a way that hides what it can do (the canary did not answer)"]
    promised = PROMISES | (PROMISES_A if level is Level.A else {})
    if level is Level.B and os.geteuid() == 0:
        # an ordinary user's other threads would be counted too, so there the limit is not set
        promised["threads"] = PROMISES_A["threads"]
    return [promised[act] for act in worked if act in promised]


def attempt(sock: socket.socket) -> None:
    """Try everything (in the locked worker) and answer; then wait to be killed."""
    acts: dict[str, Callable[[Bait], Any]] = {
        name.removeprefix("_try_"): act for name, act in globals().items() if name.startswith("_try_")
    }
    line = b""
    while not line.endswith(b"\n"):
        line += sock.recv(_LIMIT)
    target = Bait(*json.loads(line))
    worked = []
    for name, act in acts.items():
        try:
            if act(target) is not False:
                worked.append(name)
        except (OSError, ValueError, RuntimeError, MemoryError, AttributeError):
            continue
    sock.sendall(json.dumps(worked).encode() + b"\n")
    sock.recv(1)


def _try_read(target: Bait) -> None:
    with open(target.secret, "rb") as file:
        file.read()


def _try_list(target: Bait) -> None:
    os.listdir(target.folder)


def _try_stat(target: Bait) -> None:
    os.stat(target.secret)


def _try_write(target: Bait) -> None:
    os.open(os.path.join(target.folder, "forged"), os.O_CREAT | os.O_WRONLY)


def _try_chmod(target: Bait) -> None:
    os.chmod(target.secret, 0o666)  # noqa: S103


def _try_root(target: Bait) -> bool:
    del target
    for folder in ("/", "/tmp", "/var/tmp", "/dev/shm", os.path.dirname(os.__file__)):  # noqa: S108
        path = os.path.join(folder, f"canary-{os.getpid()}")
        with contextlib.suppress(OSError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            os.unlink(path)
            return True
    return False


def _try_proc(target: Bait) -> None:
    with open(f"/proc/{target.victim}/cmdline", "rb") as file:
        file.read()


def _try_fork(target: Bait) -> None:
    del target
    if os.fork() == 0:
        os._exit(0)


def _try_exec(target: Bait) -> bool:
    try:
        os.execv(target.folder + "/missing", ["missing"])  # noqa: S606
    except OSError as failure:
        # any other answer means that the call was carried out and only found no program
        return failure.errno != errno.EPERM


def _try_socket(target: Bait) -> bool:
    del target
    for family in ("AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK", "AF_PACKET", "AF_VSOCK", "AF_ALG"):
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW):
            with contextlib.suppress(OSError, AttributeError):
                socket.socket(getattr(socket, family), kind)
                return True
    return False


def _try_memfd(target: Bait) -> None:
    del target
    os.memfd_create("canary")


def _try_ptrace(target: Bait) -> bool:
    libc = ctypes.CDLL(None, use_errno=True)
    vector = (ctypes.c_uint64 * 2)(8, 8)
    # Nobody is traced, which would stop the grader: an address that is not there and a process that is not
    # there answer otherwise than a call that is refused.
    asked = [libc.ptrace(0x4206, 2**30, None, None) == 0 or ctypes.get_errno() != errno.EPERM]
    for pid in {target.victim, os.getppid()} - {0}:
        read = libc.process_vm_readv(pid, vector, 1, vector, 1, 0)
        asked.append(read >= 0 or ctypes.get_errno() not in (errno.EPERM, errno.ESRCH))
    return any(asked)


def _try_signal(target: Bait) -> bool:
    for pid in {target.victim, os.getppid()} - {0}:
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGCONT)
            return True
    return False


def _try_namespace(target: Bait) -> None:
    del target
    kernel.call("unshare", namespaces.NEWUSER)


def _try_user(target: Bait) -> None:
    del target
    os.setresuid(0, 0, 0)


def _try_io_uring(target: Bait) -> bool:
    del target
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(libc.syscall(425, 1, None) >= 0 or ctypes.get_errno() != errno.EPERM)


def _try_memory(target: Bait) -> None:
    mmap.mmap(-1, target.memory + 2**26).close()


def _try_threads(target: Bait) -> None:
    del target
    gate = _thread.allocate_lock()
    gate.acquire()
    before = _thread.stack_size(2**16)
    try:
        for _ in range(THREADS + 1):
            _thread.start_new_thread(_pass, (gate,))
    finally:
        gate.release()
        _thread.stack_size(before)


def _pass(gate: _thread.LockType) -> None:
    with gate:
        pass


def _try_descriptors(target: Bait) -> bool:
    del target
    found = 0
    for descriptor in range(3, 256):
        with contextlib.suppress(OSError):
            os.fstat(descriptor)
            found += 1
    return found > 1  # its own connection


def _try_scratch(target: Bait) -> None:
    del target
    descriptor = os.open("canary", os.O_CREAT | os.O_RDWR)
    try:
        os.ftruncate(descriptor, namespaces.SCRATCH_BYTES + 1)
    finally:
        os.unlink("canary")
        os.close(descriptor)
