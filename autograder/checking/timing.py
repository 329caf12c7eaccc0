"""CPU time of a submission relative to the reference's: the fixture `race` of hidden suites.

Both run in workers of their own, never at once, on the same fresh inputs; each worker's CPU clock is read
from outside, from before the inputs are sent until the last byte of the answer has come. What counts is the
smallest time of the one over the smallest time of the other: load from elsewhere only adds time. A clear
answer ends the race early, and a submission fails only when fresh workers say so again.

Wall-clock time decides nothing; it only bounds a call that sleeps. No absolute time is ever told. Answers are
compared: a fast wrong answer is wrong.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from autograder.checking.compare import DEFAULT_RULE, Mismatch, Rule, differences
from autograder.checking.outcomes import Run
from autograder.checking.runners import Called, Remote, describe_call
from autograder.isolation.client import Process, Worker, Zygote
from autograder.isolation.failures import IsolationError, SubmissionError
from autograder.isolation.loading import Source
from autograder.model import Verdict

Inputs = tuple[tuple[Any, ...], dict[str, Any]]
Builder = Callable[[np.random.Generator], Inputs]

PHASES = 2
"""Every fail of the first is confirmed by fresh forks in the second."""
CALLS = 5
"""Timed calls of each side in a phase, at most."""
KILL = 4
"""A call is killed at this many times the limit."""
START_CPU_SECONDS = 2.0
"""What importing the file may take, and the first call, on a tiny input; neither is timed."""
UNSEEN_SECONDS = 0.03
"""CPU time between the timed calls that is never asked about; tidying up after an answer takes some."""


@dataclass(frozen=True, slots=True)
class Heat:
    """What one speed test asks.

    Parameters
    ----------
    function : str
        Called in both workers.
    build : callable
        Takes a generator, returns fresh (args, kwargs); jitters the sizes by about 4 %.
    tiny : callable
        The same for an input so small that even a naive loop is quick: the first call is not timed.
    limit : float
        How many times the reference's CPU time is allowed.
    rule : Rule
        How the answers are compared.
    """

    function: str
    build: Builder
    tiny: Builder
    limit: float
    rule: Rule = DEFAULT_RULE


@dataclass(slots=True)
class Times:
    """The smallest CPU seconds of each side so far."""

    reference: float = math.inf
    student: float = math.inf
    calls: int = 0
    killed: bool = False
    """Whether the submission's latest call had to be killed."""

    @property
    def ratio(self) -> float:
        """How many times the reference's time the submission takes; infinite before its first answer."""
        return self.student / self.reference


class TooSlowError(SubmissionError):
    """A lost race; the sentence is empty when it is the ratio that lost it."""

    def __init__(self, times: Times, sentence: str = "") -> None:
        super().__init__(Verdict.TOO_SLOW, sentence=sentence)
        self.times = times


def decide(
    student: Worker, reference: Worker, heat: Heat, rng: np.random.Generator, calls: list[Called]
) -> Times:
    """Race a submission against the reference.

    Parameters
    ----------
    student, reference : Worker
        Not yet started. They are forked anew for each phase and stopped at the end.
    heat : Heat
        What to call, and how fast it has to be.
    rng : Generator
        Inputs, and which of the two goes first, come from here.
    calls : list of Called
        Emptied; holds the submission's latest call, for messages.

    Returns
    -------
    Times
        Of a submission that is fast enough.

    Raises
    ------
    TooSlowError
        When both phases find it too slow.
    SubmissionError
        For whatever else the submission does instead of answering; a timeout is confirmed too.
    Mismatch
        When an answer differs from the reference's.
    IsolationError
        When the reference fails, or no clock can be read.
    """
    times = Times()
    found: SubmissionError | None = None
    for _ in range(PHASES):
        try:
            with Racer(reference) as right, Racer(student) as mine:
                return _run_phase(mine, right, heat, times, rng, calls)
        except SubmissionError as error:
            if error.verdict not in (Verdict.TOO_SLOW, Verdict.TIMED_OUT):
                raise
            found = error
    assert found is not None  # noqa: S101 (for the type checker)
    raise found if found.verdict is Verdict.TIMED_OUT else TooSlowError(times, found.sentence)


def _run_phase(
    mine: Racer, right: Racer, heat: Heat, times: Times, rng: np.random.Generator, calls: list[Called]
) -> Times:
    """Race until it is clear; returns when the submission is fast enough."""
    tiny = heat.tiny(rng)
    with _ours():
        right.start(heat.function, tiny)
        # a first call of full size makes the heap grow: a reference inflated by that would let slow code pass
        right.run(heat.function, heat.build(rng))
    with _noted(calls, heat.function, tiny):
        mine.start(heat.function, tiny)
    for k in range(1, CALLS + 1):
        inputs = heat.build(rng)
        # at first the reference goes first: how long a call may take follows from its time
        order = ("right", "mine") if k == 1 or rng.integers(2) else ("mine", "right")
        for side in order:
            if side == "right":
                with _ours():
                    expected, seconds = right.run(heat.function, inputs)
                times.reference = min(times.reference, seconds)
                if not times.reference:
                    raise IsolationError("the CPU clock of a worker cannot be read; speed tests need Linux")
            else:
                times.killed = True
                with _noted(calls, heat.function, inputs) as call:
                    most = KILL * heat.limit * times.reference
                    call.result, seconds = mine.run(heat.function, inputs, most)
                times.killed = False
                times.student = min(times.student, seconds)
        times.calls += 1
        if found := list(differences(call.result, expected, heat.rule)):
            raise Mismatch(found)
        if times.ratio <= heat.limit / 2 or (k == CALLS and times.ratio <= heat.limit):
            mine.account(heat.limit * times.reference)
            return times
        if k >= 2 and times.ratio > 2 * heat.limit:
            break
    raise SubmissionError(Verdict.TOO_SLOW)


@contextmanager
def _ours() -> Iterator[None]:
    """Whatever the reference does wrong is our error, never the submission's."""
    try:
        yield
    except SubmissionError as error:
        raise IsolationError(f"the reference failed in a speed test: {error}") from error


@contextmanager
def _noted(calls: list[Called], function: str, inputs: Inputs) -> Iterator[Called]:
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
        with _saying(_SLOW_IMPORT):
            self.worker.load(cpu=START_CPU_SECONDS)
        with _saying(_SLOW_START):
            self.worker.call(function, *tiny, cpu=START_CPU_SECONDS)
        self._seen = self._process.cpu_seconds()

    def run(self, function: str, inputs: Inputs, cpu: float | None = None) -> tuple[Any, float]:
        """Return the answer and the CPU seconds it took, sending and receiving included."""
        start = self._process.cpu_seconds()
        self.between += start - self._seen
        answer = self.worker.call(function, *inputs, cpu=cpu)
        self._seen = self._process.cpu_seconds()
        return answer, self._seen - start

    def account(self, allowed: float) -> None:
        """Refuse what was computed where the timed calls do not see it.

        Raises
        ------
        SubmissionError
            For more than `allowed` CPU seconds between the calls, or in child processes.
        """
        between = self.between + self._process.cpu_seconds() - self._seen
        children = child_cpu_seconds(self._process.pid)
        if between > max(allowed, UNSEEN_SECONDS) or children > allowed:
            raise SubmissionError(Verdict.TOO_SLOW, sentence=_UNSEEN)

    @property
    def _process(self) -> Process:
        if self.worker.process is None:
            raise IsolationError("a worker is missing in a speed test")
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


_SLOW_IMPORT = "importing the file takes too much CPU time; the work belongs into the functions"
_SLOW_START = "a first call, on a tiny input, takes too much CPU time"
_UNSEEN = "it computes after it has answered, or in processes of its own; the work belongs into the call"


@dataclass(frozen=True, slots=True)
class Race:
    """The fixture `race`: ``race("f", cases.f_speed_inputs, limit=4.5, tiny=cases.f_tiny_inputs)``.

    Parameters
    ----------
    run : Run
        Where the measured ratio goes.
    zygote : Zygote
        Where both workers are forked: a clean process that holds neither of the two files.
    student, reference : Source
        What races.
    rng : Generator
        Of the test.
    """

    run: Run
    zygote: Zygote
    student: Source
    reference: Source
    rng: np.random.Generator

    def __call__(
        self,
        function: str,
        build: Builder,
        *,
        limit: float,
        tiny: Builder,
        reduction: int = 1,
        dtype: bool = True,
    ) -> float:
        """Assert that `function` takes at most `limit` times the reference's CPU time.

        Parameters
        ----------
        function : str
            Of the submission, or of the harness.
        build, tiny : callable
            Take a generator and return (args, kwargs): of the timed calls, and of the first one.
        limit : float
            Every file below ``slow/`` must take at least 1.3 limits, every one below ``right/`` at most 0.7.
        reduction, dtype
            How answers are compared, as in `assert_matches`.

        Returns
        -------
        float
            The measured ratio.
        """
        __tracebackhide__ = True
        heat = Heat(function, build, tiny, limit, Rule(reduction=reduction, dtype=dtype))
        runner = self.run.runner
        student = Worker(self.zygote, self.student, stops_always=True)
        reference = Worker(self.zygote, self.reference, stops_always=True)
        try:
            times = decide(student, reference, heat, self.rng, runner.calls)
        except TooSlowError as error:
            error.sentence = error.sentence or self._sentence(heat, error.times)
            raise
        finally:
            if isinstance(runner, Remote):
                runner.worker.cpu_seconds += student.cpu_seconds
        self.run.raced(times.ratio, limit)
        return times.ratio

    def _sentence(self, heat: Heat, times: Times) -> str:
        """Say how slow, with the sizes of the latest input."""
        ratio = KILL * heat.limit if times.killed else times.ratio
        self.run.raced(ratio, heat.limit)
        [call] = self.run.runner.calls
        names = self.run.reference.parameters(heat.function) if self.run.reference is not None else []
        sizes = describe_call(call, names, values=False)[len(heat.function) + 1 : -1]
        much = f"{'more than ' if times.killed else ''}{ratio:.1f}"
        return f"{heat.function} took {much} times the reference's CPU time (limit {heat.limit:g}; {sizes})"
