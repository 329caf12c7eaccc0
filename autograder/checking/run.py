"""One submission going through one suite: which tests are run, and what became of those before.

What a test's end means is decided in `judging`, whose mistake it is in `charging`.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from autograder.checking.mistakes import Mistake, Mistakes
from autograder.checking.outcomes import AT_IMPORT, NOT_RUN, NOT_TIMED, Outcome
from autograder.checking.runners import Called, InProcess, Remote, describe_call
from autograder.checking.suite import Place
from autograder.checking.unfinished import NOT_YET
from autograder.isolation.failures import SubmissionError
from autograder.model import Verdict

TIMEOUTS_ALLOWED = 2
TIMED_FROM = 0.75
"""The share of an exercise's points from which on its speed is tested.

A race compares answers too, so a slip elsewhere need not cost the points for speed; but what is mostly wrong
is not worth the time.
"""


@dataclass(slots=True)
class Run:
    """One submission going through one suite.

    Parameters
    ----------
    runner : InProcess or Remote
        The submission.
    reference : InProcess, optional
        For hidden suites.
    mistakes : Mistakes, optional
        Where hints come from.
    shows_values : bool
        Public tests show numbers.
    """

    runner: InProcess | Remote
    reference: InProcess | None = None
    mistakes: Mistakes | None = None
    shows_values: bool = False
    deadline: float = math.inf
    """Time of ``time.monotonic`` after which no further test is run."""
    seed: int = 0
    """What the inputs are drawn from, for the line that makes a call again."""
    told_import: bool = False
    """Whether a test has said already that the file cannot be imported."""
    current: Place | None = None
    """The test being run."""
    without: Collection[str] = ()
    """Names of tests that are not run."""
    only_classes: Collection[str] | None = None
    """Names of the test classes that are run; None for all."""
    only_until_lost: str = ""
    """A function: its tests go first, no speed test is run, and the first point lost ends the run."""
    earlier: Callable[[Run, Place], Outcome | None] | None = None
    """Asked before each test for what became of it in an earlier run; None when it has to be run."""
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    charged: dict[str, Mistake] = field(default_factory=dict)
    timeouts: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, float] | None = None
    """Ratio and limit of the current test's race that came closest to its limit."""

    def begin(self, place: Place) -> None:
        """Start a test; raises when it is not to be run because of earlier ones."""
        self.runner.calls.clear()
        self.current = place
        self.slowest = None
        if self.reference is not None:
            self.reference.calls.clear()
        name = place.exercise.name
        if time.monotonic() > self.deadline:
            found = f"{NOT_RUN}the submission had already used all of its time"
            raise SubmissionError(Verdict.TIMED_OUT, sentence=found)
        if self.timeouts[name] >= TIMEOUTS_ALLOWED:
            found = f"{NOT_RUN}{TIMEOUTS_ALLOWED} tests of this exercise had already taken too long"
            raise SubmissionError(Verdict.TIMED_OUT, sentence=found)
        if place.is_speed and (failed := self.failed(name)):
            unwritten = failed[0].verdict is Verdict.NOT_IMPLEMENTED
            if unwritten or self.earned(name) < TIMED_FROM:
                first = f"{NOT_TIMED}most of the exercise's other points have to be earned first"
                sentence = NOT_YET if unwritten else first
                raise SubmissionError(failed[0].verdict, sentence=sentence)

    def failed(self, exercise: str) -> list[Outcome]:
        """Return what did not pass of an exercise so far, speed tests apart."""
        mine = [t for t, p in self.places.items() if p.exercise.name == exercise and not p.is_speed]
        return [self.outcomes[t] for t in mine if self.outcomes[t].verdict is not Verdict.PASSED]

    def earned(self, exercise: str) -> float:
        """Return the share of an exercise's points that was earned so far, speed tests apart."""
        mine = [p for p in self.places.values() if p.exercise.name == exercise and not p.is_speed]
        passed = [p for p in mine if self.outcomes[p.test].verdict is Verdict.PASSED]
        return float(sum(p.points for p in passed) / (sum(p.points for p in mine) or 1))

    def keep(self, place: Place, outcome: Outcome) -> None:
        """Take what became of a test from an earlier run of the same submission."""
        if outcome.verdict is Verdict.TIMED_OUT and not outcome.message.startswith(AT_IMPORT):
            self.timeouts[place.exercise.name] += 1
        self.charged.update({mistake.name: mistake for mistake in outcome.candidates})
        self.outcomes[place.test] = outcome
        self.places[place.test] = place

    def raced(self, ratio: float, limit: float) -> None:
        """Note what a race of the current test measured."""
        if self.slowest is None or ratio / limit > self.slowest[0] / self.slowest[1]:
            self.slowest = (ratio, limit)

    def wants(self, place: Place) -> bool:
        """Say whether a test belongs to the run at all."""
        if self.only_classes is not None and place.test.partition("::")[0] not in self.only_classes:
            return False
        return place.test not in self.without and not (place.is_speed and self.only_until_lost)

    def order(self, place: Place) -> bool:
        """Return what the tests of a run are sorted by."""
        return bool(self.only_until_lost) and self.only_until_lost not in place.exercise.functions

    def is_decided(self) -> bool:
        """Say whether the remaining tests need not be run."""
        if not self.only_until_lost:
            return False
        return any(outcome.verdict is not Verdict.PASSED for outcome in self.outcomes.values())

    def record(self, place: Place, error: BaseException | None, outcome: Outcome) -> None:
        """Keep what became of a test, as it was judged; `error` is what ended it."""
        at_import = isinstance(error, SubmissionError) and error.at_import
        # an import that hangs is not tried again, so it says the same for every test
        if outcome.verdict is Verdict.TIMED_OUT and not at_import and not outcome.message.startswith(NOT_RUN):
            self.timeouts[place.exercise.name] += 1
        self.outcomes[place.test] = outcome
        self.places[place.test] = place

    def last_call(self) -> str | None:
        """Describe the current test's last call; None when it has made none."""
        if not self.runner.calls:
            return None
        call: Called = self.runner.calls[-1]
        return describe_call(call, self._parameters(call), values=self.shows_values)

    def sizes(self, call: Called) -> str:
        """Name the types and shapes of a call's arguments, without values."""
        return describe_call(call, self._parameters(call), values=False)[len(call.function) + 1 : -1]

    def _parameters(self, call: Called) -> list[str]:
        teller = self.runner if isinstance(self.runner, InProcess) else self.reference
        return teller.parameters(call.function) if teller is not None else []
