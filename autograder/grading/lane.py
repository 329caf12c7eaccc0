"""A lane: pytest, one hidden suite and the reference loaded once, fed submission after submission.

Each submission is run through all tests in a fresh worker process. So nothing is repeated per submission
but what is the student's. The lane's process is trusted: it holds the hidden tests and no student code.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Self

from autograder.checking.charging import settle_hints
from autograder.checking.mistakes import Mistakes
from autograder.checking.outcomes import Outcome
from autograder.checking.plugin import zygote_kind
from autograder.checking.remembered import Remembered
from autograder.checking.run import Run
from autograder.checking.runners import Remote, read_source
from autograder.checking.suite import Place
from autograder.course import Course, Limits
from autograder.grading.earlier import Earlier
from autograder.grading.loop import GraderError, Loop
from autograder.isolation.calling import Worker
from autograder.isolation.forking import Budget, Zygote
from autograder.isolation.loading import Source
from autograder.isolation.sandbox import Level
from autograder.model import Assignment, CourseError, Report, TestResult, Verdict


@dataclass(frozen=True, slots=True)
class Graded:
    """One submission's way through the suite."""

    results: tuple[TestResult, ...]
    errors: tuple[str, ...]
    """Our own failures, a sentence each; when there is one, the results are no grade."""
    ratios: dict[str, tuple[float, float]] = field(default_factory=dict)
    """Measured ratio and limit of each speed test that was run."""
    hints: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Names of the known mistakes that explain each failed test."""


class Lane:
    """Grades submissions of one assignment, one at a time.

    Parameters
    ----------
    assignment : Assignment
        Its folder below ``solutions/``.
    course : Course
        For its limits and tolerances.
    seed : int
        What every random input is drawn from.
    level : Level, optional
        How to lock submissions in; without it level A, or an error where the host cannot hold it.
    """

    def __init__(self, assignment: Assignment, course: Course, seed: int, level: Level | None = None) -> None:
        if not assignment.hidden.is_file():
            raise CourseError("there is no hidden suite; grading needs one", (assignment.hidden, None))
        self.assignment = assignment
        self.limits = course.limits
        self.seed = seed
        self.reference = Remembered(read_source(assignment.source, assignment.harness))
        self.mistakes = Mistakes(assignment, self.reference.source)
        self.level = level
        self.zygote: Zygote | None = None
        self.places: tuple[Place, ...] = ()
        self._tolerances = course.tolerances
        self._loop = Loop()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Load pytest and the suite, once."""
        if self._thread is not None:
            return
        self.reference.program()
        arguments = (self.assignment, self.seed, self._tolerances)
        self._thread = threading.Thread(target=self._loop.main, args=arguments, daemon=True)
        self._thread.start()
        try:
            self.places = self._loop.answer()
        except GraderError:
            # the next submission is to hear the same reason
            self._loop, self._thread = Loop(), None
            raise
        forbidden = sorted({name for place in self.places for name in place.forbid})
        kind = zygote_kind(self.reference.source)
        self.zygote = Zygote(kind, budget_of(self.limits), self.level, forbidden)

    def grade(
        self,
        text: str,
        *,
        without: Collection[str] = (),
        report: Report | None = None,
        changed: Collection[str] | None = None,
        only: Collection[str] | None = None,
    ) -> Graded:
        """Run one submission's text through the suite.

        Parameters
        ----------
        text : str
            The submission.
        without : collection of str
            Names of tests that are not run.
        report : Report, optional
            An earlier one with the same base: its results are kept but for what a change touches.
        changed : collection of str, optional
            Test classes that are not as they were then; without it nothing is kept.
        only : collection of str, optional
            The test classes that are run; without it all.
        """
        graded, again = self._grade(text, without, report, changed, only)
        # a zygote may be killed by an accident of the machine; whose work it took along deserves another
        return self._grade(text, without, report, changed, only)[0] if again else graded

    def _grade(
        self,
        text: str,
        without: Collection[str],
        report: Report | None,
        changed: Collection[str] | None,
        only: Collection[str] | None,
    ) -> tuple[Graded, bool]:
        """Run a submission through the suite; say too whether a zygote was lost on the way."""
        with self._worker(text) as worker:
            lost = worker.zygote.losses
            earlier = None
            if report is not None and changed is not None:
                known = {mistake.name: mistake for mistake in self.mistakes.known()}
                earlier = Earlier(report, changed, {place.test for place in self.places}, known).offer
            run = Run(
                Remote(worker),
                self.reference,
                self.mistakes,
                deadline=time.monotonic() + self.limits.submission_seconds,
                without=without,
                only_classes=only,
                earlier=earlier,
            )
            self._go_through(run)
        settle_hints(run)
        return self._graded(run), worker.zygote.losses > lost

    def survives(self, text: str, function: str) -> bool:
        """Say whether a text loses nothing but speed; stops at the first point it loses.

        `function` is where to look first.
        """
        with self._worker(text) as worker:
            deadline = time.monotonic() + self.limits.submission_seconds
            run = Run(Remote(worker), self.reference, deadline=deadline, only_until_lost=function)
            self._go_through(run)
        return all(outcome.verdict is Verdict.PASSED for outcome in run.outcomes.values())

    def _worker(self, text: str) -> Worker:
        """Return a worker for a text, with the lane started."""
        self.start()
        reference = self.reference.source
        source = Source(reference.module, text, self.assignment.source.name, reference.harness)
        if self.zygote is None:
            raise GraderError("the lane has no zygote")
        return Worker(self.zygote, source)

    def _go_through(self, run: Run) -> None:
        self._loop.ask(run)
        try:
            self._loop.answer()
        except GraderError:
            # pytest itself has ended; the next submission starts it anew
            self._loop, self._thread = Loop(), None
            if self.zygote is not None:
                self.zygote.close()
            raise

    def refuse(self, problem: str) -> Graded:
        """Give every test of the suite the verdict `refused`."""
        self.start()
        outcome = Outcome(Verdict.REFUSED, problem)
        return Graded(tuple(_result(place, outcome) for place in self.places), ())

    def close(self) -> None:
        """End pytest, the zygote and its workers."""
        if self._thread is not None:
            self._loop.ask(None)
            self._thread.join()
            self._thread = None
        if self.zygote is not None:
            self.zygote.close()
            self.zygote = None

    def _graded(self, run: Run) -> Graded:
        errors, results, ratios, hints = [], [], {}, {}
        for place in filter(run.wants, self.places):
            outcome = run.outcomes.get(place.test)
            if outcome is None:
                outcome = Outcome(Verdict.GRADER_ERROR, "the test gave no result")
            if outcome.verdict is Verdict.GRADER_ERROR:
                errors.append(f"{self.assignment.hidden.name}::{place.test}: {outcome.message}")
            if outcome.ratio is not None and outcome.limit is not None:
                ratios[place.test] = (outcome.ratio, outcome.limit)
            if outcome.candidates:
                hints[place.test] = tuple(m.name for m in outcome.candidates)
            results.append(_result(place, outcome))
        return Graded(tuple(results), tuple(errors), ratios, hints)


def budget_of(limits: Limits) -> Budget:
    """Translate course.toml's limits into a worker's."""
    return Budget(
        call_seconds=limits.call_seconds,
        import_seconds=limits.import_seconds,
        memory_bytes=limits.memory_mb * 2**20,
        reply_bytes=limits.reply_mb * 2**20,
    )


def _result(place: Place, outcome: Outcome) -> TestResult:
    earned = place.points if outcome.verdict is Verdict.PASSED else Fraction()
    return TestResult(
        exercise=place.exercise.name,
        test=place.test,
        verdict=outcome.verdict,
        points=round(float(earned), 6),
        max_points=round(float(place.points), 6),
        message=outcome.message,
        hint=outcome.hint,
        cpu_seconds=round(outcome.cpu_seconds, 6),
        ratio=None if outcome.ratio is None else round(outcome.ratio, 4),
        limit=outcome.limit,
        mistakes=tuple(mistake.name for mistake in outcome.candidates),
    )
