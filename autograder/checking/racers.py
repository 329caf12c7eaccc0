"""One side of a race: a worker that is started, asked and clocked from outside.

Which of two sides is fast enough is decided in `autograder.checking.timing`; the side of the reference never
holds student code, and each has a process of its own.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from autograder.checking.runners import Called
from autograder.isolation.calling import Worker
from autograder.isolation.failures import IsolationError, SubmissionError
from autograder.isolation.process import Process
from autograder.model import Verdict

Inputs = tuple[tuple[Any, ...], dict[str, Any]]
Builder = Callable[[np.random.Generator], Inputs]
START_CPU_SECONDS = 2.0
"""What importing the file may take, and the first call, on a tiny input; neither is timed."""
UNSEEN_SECONDS = 0.03
"""CPU time between the timed calls that is never asked about; tidying up after an answer takes some."""

SLOW_IMPORT = "importing the file takes too much CPU time; the work belongs into the functions"
SLOW_START = "a first call, on a tiny input, takes too much CPU time"
UNSEEN = "it computes after it has answered, or in processes of its own; the work belongs into the call"


@contextmanager
def ours() -> Iterator[None]:
    """Whatever the reference does wrong is our error, never the submission's."""
    try:
        yield
    except SubmissionError as error:
        raise IsolationError(f"the reference failed: {error}") from error


@contextmanager
def noted(calls: list[Called], function: str, inputs: Inputs) -> Iterator[Called]:
    """Keep the submission's latest call, and what it raised."""
    call = Called(function, *inputs)
    calls[:] = [call]
    try:
        yield call
    except SubmissionError as error:
        call.error = error
        raise


@dataclass(slots=True)
class Racer:
    """A worker whose clock is read around its calls; between them it is stopped, see `Worker`."""

    worker: Worker
    between: float = 0.0
    """CPU seconds spent while nothing was asked."""
    _seen: float = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.worker.stop()

    def start(self, function: str, tiny: Inputs) -> None:
        """Fork, import, and make the first call, which is not timed."""
        self.worker.stops_always = True
        with _saying(SLOW_IMPORT):
            self.worker.load(cpu=START_CPU_SECONDS)
        with _saying(SLOW_START):
            self.worker.call(function, *tiny, cpu=START_CPU_SECONDS)
        self._seen = self.process.cpu_seconds()

    def run(self, function: str, inputs: Inputs, cpu: float | None = None) -> tuple[Any, float]:
        """Return the answer and the CPU seconds it took, sending and receiving included."""
        start = self.process.cpu_seconds()
        self.between += start - self._seen
        answer = self.worker.call(function, *inputs, cpu=cpu)
        self._seen = self.process.cpu_seconds()
        return answer, self._seen - start

    def account(self, allowed: float) -> None:
        """Refuse what was computed where the timed calls do not see it.

        Raises
        ------
        SubmissionError
            For more than `allowed` CPU seconds between the calls, or in child processes.
        """
        between = self.between + self.process.cpu_seconds() - self._seen
        children = child_cpu_seconds(self.process.pid)
        if between > max(allowed, UNSEEN_SECONDS) or children > allowed:
            raise SubmissionError(Verdict.TOO_SLOW, sentence=UNSEEN)

    @property
    def process(self) -> Process:
        """The worker's process, which `start` has made."""
        if self.worker.process is None:
            raise IsolationError("a worker is missing")
        return self.worker.process


def child_cpu_seconds(pid: int) -> float:
    """Return the CPU time of the children that a process has waited for, in steps of 10 ms.

    A locked worker has none. Below that level a child that nobody waits for is not seen.
    """
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2]
    except OSError:
        return 0.0
    user, system = fields.split()[13:15]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _saying(sentence: str) -> Iterator[None]:
    """Give `too_slow` a sentence of its own."""
    try:
        yield
    except SubmissionError as error:
        if error.verdict is Verdict.TOO_SLOW:
            error.sentence = sentence
        raise
