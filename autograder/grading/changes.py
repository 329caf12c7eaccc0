"""Whose score changed between two sets of reports, by how much, and on which tests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from autograder.checking.wording import score
from autograder.model import Report, TestResult

_POINT = 1e-6
"""Differences below this are rounding."""


@dataclass(frozen=True, slots=True)
class TestChange:
    """One test that earns a student more or less than it did; None stands for a test that is not there."""

    __test__ = False  # not a test class, whatever pytest thinks of its name

    test: str
    old: TestResult | None
    new: TestResult | None

    @property
    def points(self) -> float:
        """What it earns more."""
        return (self.new.points if self.new else 0.0) - (self.old.points if self.old else 0.0)

    def __str__(self) -> str:
        return f"{self.test}: {_said(self.old)} → {_said(self.new)} ({self.points:+.4g})"


@dataclass(frozen=True, slots=True)
class Change:
    """One submission whose results differ; None stands for a report that is not there."""

    student: str
    assignment: str
    old: float | None
    new: float | None
    tests: tuple[TestChange, ...]

    def __str__(self) -> str:
        old, new = ("no report" if s is None else score(s) for s in (self.old, self.new))
        by = "" if self.old is None or self.new is None else f" ({self.new - self.old:+.4g})"
        return f"{self.student} {self.assignment}: {old} → {new}{by}"


def change_of(old: Report | None, new: Report | None) -> Change | None:
    """Compare two reports of one submission; None when every test earns what it did."""
    known = old or new
    if known is None:
        return None
    before, after = ({r.test: r for r in one.results} if one else {} for one in (old, new))
    tests = [TestChange(t, before.get(t), after.get(t)) for t in {**after, **before}]
    differing = tuple(test for test in tests if abs(test.points) > _POINT)
    if old is not None and new is not None and not differing:
        return None
    shown = differing if old is not None and new is not None else ()
    scores = [None if one is None else one.score for one in (old, new)]
    return Change(known.student, known.assignment, scores[0], scores[1], shown)


def changes(old: Iterable[Report], new: Iterable[Report]) -> Iterator[Change]:
    """Compare two sets of reports, sorted by assignment and student."""
    before, after = ({(r.assignment, r.student): r for r in some} for some in (old, new))
    for key in sorted({**before, **after}):
        change = change_of(before.get(key), after.get(key))
        if change is not None:
            yield change


def _said(result: TestResult | None) -> str:
    if result is None:
        return "not there"
    return str(result.verdict).replace("_", " ")
