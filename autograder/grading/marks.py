"""What an instructor gave by hand, beside or in place of a test's points: the nouns, and what they come to.

Where such marks are kept is not known here: `autograder.publishing.manual_marks` reads nbgrader's gradebook.
The late rule, which is applied to what comes out, is in `autograder.grading.policy`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from autograder.checking.wording import score as points
from autograder.model import TestResult


@dataclass(frozen=True, slots=True)
class Mark:
    """What was given by hand for one exercise of one submission.

    Parameters
    ----------
    manual_score : float or None
        Counts in place of the tests' points; None leaves those.
    extra_credit : float
        Points on top.
    comment : str
        For the student; empty when there is none.
    """

    exercise: str
    manual_score: float | None = None
    extra_credit: float = 0.0
    comment: str = ""


Marks = Mapping[tuple[str, str], Sequence[Mark]]
"""Marks of (student, assignment)."""
NO_MARKS: Marks = {}


@dataclass(frozen=True, slots=True)
class ByHand:
    """What marks come to: points to be added to the tests' (or taken off), and a sentence for each mark."""

    points: float
    told: tuple[str, ...] = ()


def by_hand(marks: Iterable[Mark], results: Iterable[TestResult] = ()) -> ByHand:
    """Return what `marks` change in a submission with these test results."""
    earned: dict[str, float] = {}
    most: dict[str, float] = {}
    for result in results:
        earned[result.exercise] = earned.get(result.exercise, 0.0) + result.points
        most[result.exercise] = most.get(result.exercise, 0.0) + result.max_points
    added = 0.0
    told = []
    for mark in marks:
        if mark.manual_score is not None:
            tests = earned.get(mark.exercise, 0.0)
            added += mark.manual_score - tests
            of = f" of {points(most[mark.exercise])}" if mark.exercise in most else ""
            told.append(
                f"{mark.exercise}: {points(mark.manual_score)}{of} points by hand, "
                f"in place of {points(tests)} in the tests"
            )
        if mark.extra_credit:
            told.append(f"{mark.exercise}: {points(mark.extra_credit)} points of extra credit, by hand")
            added += mark.extra_credit
        if mark.comment:
            told.append(f"{mark.exercise}, comment: {mark.comment}")
    return ByHand(added, tuple(told))


def scores_of(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Return marks without their comments, for where those are shown in a place of their own."""
    return tuple(replace(mark, comment="") for mark in marks)
