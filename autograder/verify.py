"""Prove the course: what must earn points does, what must not does not, and every hint finds its mistake.

Each check is a question about one assignment, answered by running things the way they are run for a grade.
Nothing is written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from autograder.checking.mistakes import Mistake, lay_over
from autograder.checking.runners import read_source
from autograder.checking.suite import Place
from autograder.checking.wording import plural
from autograder.course import Course
from autograder.generating import generate
from autograder.grading.batch import grade_text, process_pool, stop_at_once, survives
from autograder.grading.lane import Graded, Lane
from autograder.grading.loop import GraderError
from autograder.isolation.failures import IsolationError
from autograder.isolation.sandbox import Level
from autograder.model import Assignment, TestResult, Verdict
from autograder.mutants import EQUIVALENT, equivalent, mutants_of, sample_of
from autograder.paper_checks import Check, check, exercises_of, paper_checks
from autograder.stubs import stub_of
from autograder.studying.touching import reached_from

SLOW_MARGIN = 1.3
RIGHT_MARGIN = 0.7
MISTAKES_EACH = 3
LONG = 0.5
"""CPU seconds a test takes on the reference, from which on it is asked of its own exercise's mistakes."""


def verify(
    course: Course,
    assignment: Assignment,
    *,
    level: Level,
    jobs: int = 1,
    seed: int = 0,
    with_mutants: bool = False,
    sample: int | None = None,
) -> Iterator[Check]:
    """Prove one assignment, check by check.

    Parameters
    ----------
    level : Level
        How to lock in what is graded.
    jobs : int
        Lanes to grade in.
    seed : int
        What the hidden tests' inputs are drawn from.
    with_mutants : bool
        Also change the reference in hundreds of small ways, each of which the hidden suite has to notice.
    sample : int, optional
        Of these ways no more than so many.
    """
    yield check("assignments/ is current", _stale(course, assignment))
    try:
        with Lane(assignment, course, seed, level) as lane:
            lane.start()
            places = lane.places
    except (GraderError, IsolationError) as error:
        yield Check("the hidden suite can be collected", False, (str(error),))
        return
    executor = process_pool(jobs)
    try:
        proof = _Proof(course, assignment, places, executor, seed, level)
        graded = proof.checks()  # the lanes are busy from here on
        yield from paper_checks(assignment, places)
        yield from graded
        if with_mutants:
            yield proof.mutants(sample)
        executor.shutdown()
    except BaseException:
        stop_at_once(executor)
        raise


def _stale(course: Course, assignment: Assignment) -> list[str]:
    changes = generate(course.root, {assignment.name}, check=True)
    return [f"{change.state}: {change.path}" for change in changes]


@dataclass(frozen=True)
class _Proof:
    """The checks that grade something; all gradings go to the executor before the first is waited for."""

    course: Course
    assignment: Assignment
    places: Sequence[Place]
    executor: ProcessPoolExecutor
    seed: int
    level: Level

    def checks(self) -> Iterator[Check]:
        """Hand everything to the lanes; return what became of it, to be waited for."""
        reference = read_source(self.assignment.source, self.assignment.harness)

        def submit(
            text: str, *, without: Collection[str] = (), only: Collection[str] | None = None
        ) -> Future[Graded]:
            where = (self.course, self.assignment, self.seed, self.level)
            return self.executor.submit(grade_text, *where, text, without=without, only=only)

        whole = submit(reference.text)
        stub = submit(stub_of(reference.text, self.assignment.source))
        mistakes = [lay_over(reference, file) for file in self.assignment.wrong]
        # what cannot reach a mistake says what it says of the reference
        beside = [file.read_text(encoding="utf-8") for file in self._users() if file.is_file()]
        reach = [reached_from(mistake.overlay, reference.text, beside) for mistake in mistakes]
        right = [(file.stem, submit(file.read_text(encoding="utf-8"))) for file in self.assignment.right]
        slow_files = [lay_over(reference, file) for file in self.assignment.slow]
        slow = [(mistake, submit(mistake.source.text)) for mistake in slow_files]
        long = {r.test for r in whole.result().results if r.cpu_seconds > LONG}
        wrong = [
            (m, submit(m.source.text, without=self._left_out(m, long), only=only))
            for m, only in zip(mistakes, reach, strict=True)
        ]

        def judged() -> Iterator[Check]:
            problems = _lost(whole.result()) + _too_near(whole.result())
            yield check("the reference earns every point, in a worker", problems, _ratios(whole.result()))
            earned = [
                f"{r.test} is {r.verdict}" for r in stub.result().results if r.verdict != "not_implemented"
            ]
            yield check("the stub earns nothing, each test being not implemented", earned)
            for name, future in right:
                graded = future.result()
                yield check(
                    f"right/{name} earns every point", _lost(graded) + _too_near(graded), _ratios(graded)
                )
            for mistake, future in slow:
                graded = future.result()
                title = f"slow/{mistake.name} loses its speed test alone"
                yield check(title, self._slow(mistake, graded), _ratios(graded))
            for mistake, future in wrong:
                yield self._wrong(mistake, future.result())
            yield check(
                f"every exercise has at least {MISTAKES_EACH} known mistakes and a right file",
                self._coverage(mistakes, len(right)),
            )

        return judged()

    def mutants(self, sample: int | None = None) -> Check:
        """Every small change to the reference is noticed, or known to make no difference."""
        known = equivalent(self.assignment)
        everything = mutants_of(self.assignment)
        text = self.assignment.source.read_text(encoding="utf-8")
        found = everything if sample is None else sample_of(everything, sample, text)
        where = (self.course, self.assignment, self.seed, self.level)
        futures = [self.executor.submit(survives, *where, m.text, m.function) for m in found]
        alive = [m for m, future in zip(found, futures, strict=True) if future.result()]
        noticed = {m.label for m in found} - {m.label for m in alive}
        problems = [f"line {m.line}: {m.label} is not noticed" for m in alive if m.label not in known]
        problems += [f"{EQUIVALENT}: {label} is noticed" for label in known if label in noticed]
        labels = {m.label for m in everything}
        problems += [f"{EQUIVALENT}: there is no {label}" for label in known if label not in labels]
        alike = sum(m.label in known for m in alive)
        share = len(noticed) / max(1, len(found) - alike)
        drawn = "" if len(found) == len(everything) else f", drawn from {len(everything)}"
        title = f"of {len(found)} mutants of the reference{drawn}, {len(noticed)} are noticed"
        return check(f"{title} and {alike} make no difference: {share:.1%} of the others", problems)

    def _users(self) -> list[Path]:
        """Return the files that call a submission's functions."""
        return [self.assignment.harness, self.assignment.cases, self.assignment.hidden]

    def _left_out(self, mistake: Mistake, long: Collection[str]) -> set[str]:
        """Return the tests not run on a mistake: those of speed, and long ones of other exercises."""
        own = self._own(mistake)
        return {p.test for p in self.places if p.is_speed or (p.test in long and p.exercise.name not in own)}

    def _own(self, mistake: Mistake) -> list[str]:
        return [e.name for e in exercises_of(self.places) if mistake.functions & set(e.functions)]

    def _wrong(self, mistake: Mistake, graded: Graded) -> Check:
        """A known mistake loses points of its own exercise alone, and its own hint is shown."""
        own = self._own(mistake)
        title = f"wrong/{mistake.name} is caught"
        if len(own) != 1:
            return Check(title, False, (f"it should redefine functions of one exercise, not of {len(own)}",))
        lost = [r for r in graded.results if r.verdict is not Verdict.PASSED]
        problems = list(graded.errors)
        problems += [
            f"loses {r.test} of {r.exercise} too ({r.verdict})" for r in lost if r.exercise != own[0]
        ]
        mine = [r for r in lost if r.exercise == own[0]]
        if not mine:
            problems.append(f"loses nothing of {own[0]}")
        elif not any(r.hint == mistake.hint for r in mine):
            shown = {r.hint for r in mine if r.hint} or {f"no hint; {mine[0].verdict}: {mine[0].message}"}
            problems += [f"its hint is not shown, but: {hint}" for hint in sorted(shown)]
        return check(f"{title} ({own[0]}, {plural(len(mine), 'test')})", problems)

    def _slow(self, mistake: Mistake, graded: Graded) -> list[str]:
        speed = {place.test for place in self.places if place.is_speed}
        lost = [r for r in graded.results if r.verdict is not Verdict.PASSED]
        problems = [f"loses {r.test} too ({r.verdict})" for r in lost if not _is_speed_loss(r, speed)]
        if not any(_is_speed_loss(r, speed) for r in lost):
            problems.append("loses no speed test")
        own = set(self._own(mistake))
        for place in self.places:
            if place.test in graded.ratios and place.exercise.name in own:
                ratio, limit = graded.ratios[place.test]
                if limit < ratio < SLOW_MARGIN * limit:
                    problems.append(f"{place.test}: {ratio:.2f} is too near the limit {limit:g}")
        return problems

    def _coverage(self, mistakes: Sequence[Mistake], right: int) -> list[str]:
        counts = {e.name: 0 for e in exercises_of(self.places)}
        for mistake in mistakes:
            for name in self._own(mistake):
                counts[name] += 1
        problems = [f"{name} has {n} known mistakes" for name, n in counts.items() if n < MISTAKES_EACH]
        return problems if right else [*problems, "there is no file in right/"]


def _is_speed_loss(result: TestResult, speed: set[str]) -> bool:
    return result.test in speed and result.verdict in (Verdict.TOO_SLOW, Verdict.TIMED_OUT)


def _lost(graded: Graded) -> list[str]:
    bad = [r for r in graded.results if r.verdict is not Verdict.PASSED]
    return [*graded.errors, *(f"loses {r.test} ({r.verdict}): {r.message}" for r in bad)]


def _too_near(graded: Graded) -> list[str]:
    return [
        f"{test}: {ratio:.2f} is too near the limit {limit:g} (at most {RIGHT_MARGIN} of it)"
        for test, (ratio, limit) in graded.ratios.items()
        if RIGHT_MARGIN * limit < ratio <= limit
    ]


def _ratios(graded: Graded) -> list[str]:
    return [
        f"{test}: {ratio:.2f} times the reference, limit {limit:g} ({ratio / limit:.2f} of it)"
        for test, (ratio, limit) in graded.ratios.items()
    ]
