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
from dataclasses import dataclass

import numpy as np

from autograder.checking.both_sides import BothSides
from autograder.checking.compare import differences
from autograder.checking.mismatch import Mismatch
from autograder.checking.racers import Builder, Racer, noted, ours
from autograder.checking.runners import Called, Remote
from autograder.checking.tolerance import DEFAULT_RULE, Rule
from autograder.isolation.calling import Worker
from autograder.isolation.failures import IsolationError, SubmissionError
from autograder.model import Verdict

PHASES = 2
"""Every fail of the first is confirmed by fresh forks in the second."""
CALLS = 5
"""Timed calls of each side in a phase, at most."""
KILL = 4
"""A call is killed at this many times the limit."""


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
    with ours():
        right.start(heat.function, tiny)
        # a first call of full size makes the heap grow: a reference inflated by that would let slow code pass
        right.run(heat.function, heat.build(rng))
    with noted(calls, heat.function, tiny):
        mine.start(heat.function, tiny)
    for k in range(1, CALLS + 1):
        inputs = heat.build(rng)
        # at first the reference goes first: how long a call may take follows from its time
        order = ("right", "mine") if k == 1 or rng.integers(2) else ("mine", "right")
        for side in order:
            if side == "right":
                with ours():
                    expected, seconds = right.run(heat.function, inputs)
                times.reference = min(times.reference, seconds)
                if not times.reference:
                    raise IsolationError("the CPU clock of a worker cannot be read; speed tests need Linux")
            else:
                times.killed = True
                with noted(calls, heat.function, inputs) as call:
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


@dataclass(frozen=True, slots=True)
class Race(BothSides):
    """The fixture `race`: ``race("f", cases.f_speed_inputs, limit=4.5, tiny=cases.f_tiny_inputs)``."""

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
        if isinstance(runner, Remote) and runner.worker.process is not None:
            # threads that earlier tests may have left there would slow the others down
            runner.worker.process.rest(always=True)
        student, reference = Worker(self.zygote, self.student), Worker(self.zygote, self.reference)
        with self.charged(student):
            try:
                times = decide(student, reference, heat, self.rng, runner.calls)
            except TooSlowError as error:
                error.sentence = error.sentence or self._sentence(heat, error.times)
                raise
        self.run.raced(times.ratio, limit)
        return times.ratio

    def _sentence(self, heat: Heat, times: Times) -> str:
        """Say how slow, with the sizes of the latest input."""
        ratio = KILL * heat.limit if times.killed else times.ratio
        self.run.raced(ratio, heat.limit)
        [call] = self.run.runner.calls
        sizes = self.run.sizes(call)
        much = f"{'more than ' if times.killed else ''}{ratio:.1f}"
        return f"{heat.function} took {much} times the reference's CPU time (limit {heat.limit:g}; {sizes})"
