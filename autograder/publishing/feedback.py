"""What one student is told about one assignment, made from reports alone.

A report holds nothing hidden; from it only what the student may know is taken on: never the seed, from which
hidden inputs could be drawn again. What was given by hand is shown with the exercise it is for. Nothing is
laid out here: the templates ``feedback.html.j2`` and ``feedback.md.j2`` do that, and
`autograder.publishing.handing_out` writes the files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from autograder.checking.outcomes import NOT_TIMED
from autograder.grading.marks import Mark
from autograder.model import Grade, Report, TestResult, Verdict
from autograder.publishing.naming import test_names

WORDS = {
    Verdict.PASSED: "passed",
    Verdict.WRONG: "wrong answer",
    Verdict.RAISED: "exception",
    Verdict.CRASHED: "crash",
    Verdict.TIMED_OUT: "took too long",
    Verdict.OUT_OF_MEMORY: "out of memory",
    Verdict.TOO_SLOW: "right, but too slow",
    Verdict.NOT_IMPLEMENTED: "not written yet",
    Verdict.REFUSED: "could not be graded",
    Verdict.GRADER_ERROR: "our fault",
}
SMALLEST_CLASS = 8
"""Quartiles of fewer students would say too much about each of them."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Tests that ended alike: why, and what that cost."""

    tests: tuple[str, ...]
    verdict: Verdict
    lost: float
    message: str
    hint: str

    @property
    def words(self) -> str:
        """The verdict for people."""
        return WORDS[self.verdict]

    @property
    def count(self) -> int:
        """How many tests."""
        return len(self.tests)


@dataclass(frozen=True, slots=True)
class Speed:
    """A measured race: times the reference's CPU time."""

    test: str
    ratio: float
    limit: float

    @property
    def share(self) -> float:
        """The length of the bar: 1 is twice the limit, and all beyond it."""
        return min(1.0, self.ratio / (2 * self.limit))

    @property
    def words(self) -> str:
        """What was measured; a race that is lost by far is cut short, so it may be more."""
        more = " or more" if self.ratio > 2 * self.limit else ""
        return f"{self.ratio:.1f} times the reference's CPU time{more}; {self.limit:g} times is allowed"


@dataclass(frozen=True, slots=True)
class ExerciseFeedback:
    """One exercise: what was lost and why, what passed, how fast it was."""

    name: str
    score: float
    max_score: float
    lost: tuple[Finding, ...]
    forgiven: tuple[Finding, ...]
    """Passed because the mistake had been counted elsewhere."""
    passed: tuple[str, ...]
    speeds: tuple[Speed, ...]
    mark: Mark | None = None
    """What an instructor gave by hand; `score` is the tests' alone."""

    @property
    def final(self) -> float:
        """The score with what was given by hand."""
        if self.mark is None:
            return self.score
        manual = self.mark.manual_score
        return (self.score if manual is None else manual) + self.mark.extra_credit

    @property
    def tests(self) -> int:
        """How many tests it has."""
        return len(self.passed) + sum(one.count for one in (*self.lost, *self.forgiven))

    @property
    def tests_passed(self) -> int:
        """How many of them earned their points."""
        return len(self.passed) + sum(one.count for one in self.forgiven)


@dataclass(frozen=True, slots=True)
class Quartiles:
    """Shares of the points, between 0 and 1, that three quarters, half and one quarter of a class reached."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class Past:
    """One assignment of the student's: the share of its points, and the class's quartiles where wanted."""

    assignment: str
    title: str
    score: float
    max_score: float
    quartiles: Quartiles | None = None

    @property
    def share(self) -> float:
        """Between 0 and 1."""
        return share_of(self.score, self.max_score)


@dataclass(frozen=True, slots=True)
class Feedback:
    """Everything on the page."""

    course: str
    assignment: str
    title: str
    student: str
    """As people call them."""
    grade: Grade
    everywhere: Finding | None
    """The one reason why every test failed."""
    exercises: tuple[ExerciseFeedback, ...]
    history: tuple[Past, ...]
    """The student's assignments up to this one."""

    @property
    def by_hand(self) -> bool:
        """Whether points were given by hand."""
        marks = [one.mark for one in self.exercises if one.mark is not None]
        return any(mark.manual_score is not None or mark.extra_credit for mark in marks)

    @property
    def share(self) -> float:
        """Of the points, after the late rule."""
        return share_of(self.grade.score, self.grade.max_score)


def make_feedback(
    report: Report,
    grade: Grade,
    *,
    course: str,
    title: str,
    student: str,
    history: Sequence[Past] = (),
    marks: Sequence[Mark] = (),
) -> Feedback:
    """Turn a report into what its student is told.

    Parameters
    ----------
    report : Report
        Of one submission.
    grade : Grade
        Of the same, by the late rule.
    course, title, student : str
        Names for people.
    history : sequence of Past
        The student's assignments up to this one, in order.
    marks : sequence of Mark
        Given by hand; `grade` has them already.
    """
    names = test_names(result.test for result in report.results)
    by_exercise: dict[str, list[TestResult]] = {}
    for result in report.results:
        by_exercise.setdefault(result.exercise, []).append(result)
    by_hand = {mark.exercise: mark for mark in marks}
    return Feedback(
        course=course,
        assignment=report.assignment,
        title=title,
        student=student,
        grade=grade,
        everywhere=_everywhere(report.results, names),
        exercises=tuple(
            _exercise(name, results, names, by_hand.get(name)) for name, results in by_exercise.items()
        ),
        history=tuple(history),
    )


def share_of(score: float, max_score: float) -> float:
    """Return the share of the points, 0 where there are none to be earned."""
    return score / max_score if max_score else 0.0


def quartiles(shares: Iterable[float]) -> Quartiles | None:
    """Return a class's quartiles; None for a class so small that they would tell of persons."""
    from statistics import quantiles

    values = list(shares)
    if len(values) < SMALLEST_CLASS:
        return None
    return Quartiles(*quantiles(values, n=4, method="inclusive"))


def _everywhere(results: Sequence[TestResult], names: Mapping[str, str]) -> Finding | None:
    """Return the one reason why every test failed; a race that was not begun for that reason has no other."""
    if any(one.verdict is Verdict.PASSED for one in results):
        return None
    alike = _alike([one for one in results if not one.message.startswith(NOT_TIMED)], names)
    if len(alike) != 1:
        return None
    lost = round(sum(one.max_points - one.points for one in results), 6)
    return replace(alike[0], tests=tuple(names[one.test] for one in results), lost=lost)


def _exercise(
    name: str, results: list[TestResult], names: Mapping[str, str], mark: Mark | None
) -> ExerciseFeedback:
    passed = [result for result in results if result.verdict is Verdict.PASSED]
    return ExerciseFeedback(
        name=name,
        score=round(sum(result.points for result in results), 6),
        max_score=round(sum(result.max_points for result in results), 6),
        lost=_alike([result for result in results if result.verdict is not Verdict.PASSED], names),
        forgiven=_alike([result for result in passed if result.message], names),
        passed=tuple(names[result.test] for result in passed if not result.message),
        speeds=tuple(
            Speed(names[result.test], result.ratio, result.limit)
            for result in results
            if result.ratio is not None and result.limit
        ),
        mark=mark,
    )


def _alike(results: Iterable[TestResult], names: Mapping[str, str]) -> tuple[Finding, ...]:
    """Put results together that say the same, in the order of their first."""
    groups: dict[tuple[Verdict, str, str], list[TestResult]] = {}
    for result in results:
        groups.setdefault((result.verdict, result.message, result.hint), []).append(result)
    return tuple(
        Finding(
            tests=tuple(names[result.test] for result in group),
            verdict=verdict,
            lost=round(sum(result.max_points - result.points for result in group), 6),
            message=message,
            hint=hint,
        )
        for (verdict, message, hint), group in groups.items()
    )
