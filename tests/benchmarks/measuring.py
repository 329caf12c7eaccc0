"""What a command costs with all its processes: wall-clock time, CPU time, and memory (Linux).

CPU time is what the kernel tells of each process when it is reaped. This process adopts what the command
leaves behind (PR_SET_CHILD_SUBREAPER), so zygotes, workers, kernels and test runners are all counted, killed
ones too. Memory is the sum of the proportional set sizes (PSS) of all processes below this one, polled: pages
that processes share are counted once.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

POLL_SECONDS = 0.2
_SHARE = 0.05
"""At most this part of a core goes into reading memory."""
_GRACE_SECONDS = 3.0
_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True, slots=True)
class Sample:
    """Memory at one moment."""

    seconds: float
    mib: float
    progress: int


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took."""

    wall: float
    cpu: float
    samples: tuple[Sample, ...]
    status: int | None
    """Exit status; None when it was killed because it did not end."""
    output: str
    foreign: float
    """Cores that were busy meanwhile with something else, as far as the kernel tells."""

    @property
    def peak_mib(self) -> float:
        """Largest memory seen."""
        return max((sample.mib for sample in self.samples), default=0.0)


@dataclass(frozen=True, slots=True)
class Command:
    """Something to run."""

    arguments: Sequence[str | Path]
    folder: Path
    environment: Mapping[str, str]


def measure(command: Command, patience: float = 3600, progress: Callable[[], int] = lambda: 0) -> Cost:
    """Run a command to its end, or kill it after `patience` seconds.

    Parameters
    ----------
    progress : callable
        Asked at each look at memory; the answer is kept with it.
    """
    if sys.platform != "linux":
        raise SystemExit("this benchmark reads /proc and adopts processes: it needs Linux")
    if ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError("this process cannot adopt what a command leaves behind")
    with tempfile.TemporaryFile() as output:
        busy, own = _busy_seconds(), time.process_time()
        start = time.perf_counter()
        process = subprocess.Popen(
            [str(argument) for argument in command.arguments],
            cwd=command.folder,
            env=dict(command.environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        watch = _Watch(start, progress)
        try:
            status, wall, cpu = _reap(process.pid, start, patience)
        finally:
            watch.stop()
            _kill_all()
        # what has been reaped here, Popen must not wait for
        process.returncode = -signal.SIGKILL if status is None else status
        cpu += _reap_the_rest()
        foreign = (_busy_seconds() - busy - cpu - (time.process_time() - own)) / (time.perf_counter() - start)
        output.seek(0)
        text = output.read().decode(errors="replace")
    return Cost(wall, cpu, tuple(watch.samples), status, text, max(0.0, foreign))


def environment(**more: str) -> dict[str, str]:
    """Return the environment every tool is measured in: byte code is kept, one thread does the sums.

    One thread is what is fastest for tensors as small as an exercise's, for all tools alike.
    """
    left_out = ("PYTEST_", "COV_", "PYTHON", "VIRTUAL_ENV")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    return kept | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"} | more


def _reap(pid: int, start: float, patience: float) -> tuple[int | None, float, float]:
    """Reap children until `pid` is among them; return its status, and wall and CPU seconds so far."""
    cpu, late = 0.0, False
    while True:
        ended, status, usage = os.wait4(-1, os.WNOHANG)
        if not ended:
            if not late and time.perf_counter() - start > patience:
                late = True
                _kill_all()
            time.sleep(0.002)
            continue
        cpu += usage.ru_utime + usage.ru_stime
        if ended == pid:
            code = None if late else os.waitstatus_to_exitcode(status)
            return code, time.perf_counter() - start, cpu


def _reap_the_rest() -> float:
    """Reap what the command left behind, killing it when it does not end; return its CPU seconds."""
    cpu, limit = 0.0, time.monotonic() + _GRACE_SECONDS
    while True:
        try:
            ended, _, usage = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            return cpu
        if ended:
            cpu += usage.ru_utime + usage.ru_stime
        elif time.monotonic() > limit:
            raise TimeoutError("a process of the command cannot be killed")
        else:
            _kill_all()
            time.sleep(0.01)


def _busy_seconds() -> float:
    """Return the seconds all cores together have been busy since the machine started."""
    with Path("/proc/stat").open(encoding="ascii") as file:
        user, nice, system, _, _, irq, softirq, steal = map(int, file.readline().split()[1:9])
    return (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")


def _kill_all() -> None:
    for pid in below(os.getpid()):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def below(pid: int) -> Iterator[int]:
    """Yield the processes below `pid`."""
    children: dict[int, list[int]] = {}
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            try:
                stat = Path(entry.path, "stat").read_text(encoding="utf-8", errors="replace")
            except OSError:
                continue
            children.setdefault(int(stat.rpartition(")")[2].split()[1]), []).append(int(entry.name))
    waiting = [pid]
    while waiting:
        found = children.get(waiting.pop(), [])
        yield from found
        waiting += found


def memory_mib(pid: int) -> float:
    """Return a process's proportional set size; where that may not be read, its resident set size."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except PermissionError:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGESIZE") / 2**20
    # a process that is ending has nothing to tell
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


@dataclass(slots=True)
class _Watch:
    """Looks at memory from a thread until it is stopped."""

    start: float
    progress: Callable[[], int]
    samples: list[Sample] = field(default_factory=list)
    _end: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._end.set()
        self._thread.join()

    def _look(self) -> None:
        wait = POLL_SECONDS
        while not self._end.wait(wait):
            began = time.perf_counter()
            mib = 0.0
            for pid in list(below(os.getpid())):
                try:
                    mib += memory_mib(pid)
                except (FileNotFoundError, ProcessLookupError):
                    continue
            self.samples.append(Sample(began - self.start, mib, self.progress()))
            wait = max(POLL_SECONDS, (time.perf_counter() - began) / _SHARE)
