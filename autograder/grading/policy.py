"""The late rule: from a report and the calendar to a grade, told in sentences. Nothing is run or read.

The whole course's mean is made from such grades in `autograder.grading.standing`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from autograder.checking.wording import plural
from autograder.checking.wording import score as points
from autograder.collecting import NOTHING
from autograder.course import Course, LateRule
from autograder.grading.marks import Mark, by_hand
from autograder.model import Grade, Report, Verdict
from autograder.roster import same
from autograder.zones import days_begun, elapsed, lasting, shown

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Penalty:
    """Points lost through lateness, and the sentence that says why; empty when there is nothing to say."""

    points: float
    reason: str


def grade_of(report: Report, course: Course, marks: Sequence[Mark] = ()) -> Grade:
    """Apply the course's late rule, with what was granted to the student, to a report.

    Parameters
    ----------
    marks : sequence of Mark
        Given by hand for this submission. They count like points of the tests, so lateness takes its share
        of them too, as nbgrader's gradebook has it.

    Returns
    -------
    Grade
        ``score = raw_score - late_submission_penalty``, never below 0.
    """
    if is_empty(report):
        return missing_grade(report.student, report.assignment, report.max_score, course, marks)
    due, when_due = due_of(report.student, report.assignment, course)
    given = by_hand(marks, report.results)
    raw_score = round(report.score + given.points, 6) if given.points else report.score
    told = [f"{points(report.score)} of {points(report.max_score)} points in the tests", *given.told]
    if given.points:
        told.append(f"together {points(raw_score)} of {points(report.max_score)} points")
    penalty = Penalty(0.0, "")
    if due is None:
        told.append("there is no due time")
    elif report.submitted_at is None:
        told += [when_due, "no time was recorded when it was handed in, so it counts as in time"]
    else:
        late = elapsed(due, report.submitted_at)
        ending = f"{lasting(late)} late" if late > timedelta() else "in time"
        told += [when_due, f"handed in {shown(report.submitted_at, course.zone)}, {ending}"]
        rule = course.schedule(report.assignment).late or course.late
        penalty = penalty_of(raw_score, due, report.submitted_at, rule, course.zone)
        told += [penalty.reason] if penalty.reason else []
    lost = round(max(0.0, min(raw_score, penalty.points)), 6)
    return Grade(
        student=report.student,
        assignment=report.assignment,
        raw_score=raw_score,
        late_submission_penalty=lost,
        score=round(raw_score - lost, 6),
        max_score=report.max_score,
        due=due,
        submitted_at=report.submitted_at,
        explanation=tuple(told),
    )


def is_empty(report: Report) -> bool:
    """Tell whether a report says of every test that nothing was handed in."""
    return bool(report.results) and all(
        one.verdict is Verdict.REFUSED and one.message.startswith(NOTHING) for one in report.results
    )


def missing_grade(
    student: str, assignment: str, max_score: float, course: Course, marks: Sequence[Mark] = ()
) -> Grade:
    """Return the grade of a student who handed in nothing: 0 of `max_score` points, and what `marks` give."""
    due, when_due = due_of(student, assignment, course)
    given = by_hand(marks)
    told = [f"nothing handed in: 0 of {points(max_score)} points", *given.told, when_due]
    return Grade(
        student=student,
        assignment=assignment,
        raw_score=round(given.points, 6),
        late_submission_penalty=0.0,
        score=round(given.points, 6),
        max_score=max_score,
        due=due,
        handed_in=False,
        explanation=tuple(one for one in told if one),
    )


def due_of(student: str, assignment: str, course: Course) -> tuple[datetime | None, str]:
    """Return when a student has to hand in an assignment (None: any time), and the sentence that says so."""
    due = course.schedule(assignment).due
    if due is None:
        return None, ""
    told = f"due {shown(due, course.zone)}"
    extension = course.extensions.get((same(student).casefold(), assignment))
    if extension is None:
        return due, told
    return extension.due, f"{told}, {extension.told} to {shown(extension.due, course.zone)}"


def penalty_of(
    raw_score: float, due: datetime, submitted_at: datetime, rule: LateRule, zone: tzinfo
) -> Penalty:
    """Return what a submission loses for being late.

    Parameters
    ----------
    raw_score : float
        Points earned in the tests.
    due, submitted_at : datetime
        Time zone aware.
    zone : tzinfo
        The course's: a day late is a day of its calendar.
    """
    late = elapsed(due, submitted_at)
    if late <= timedelta():
        return Penalty(0.0, "")
    if late <= timedelta(minutes=rule.grace_minutes):
        return Penalty(
            0.0, f"within the grace of {lasting(timedelta(minutes=rule.grace_minutes))}: nothing lost"
        )
    if rule.method == "none":
        return Penalty(0.0, "lateness costs nothing in this course")
    if rule.method == "zero":
        return _everything(raw_score, "a late submission earns nothing")
    days = days_begun(due, submitted_at, zone)
    if rule.method == "steps":
        return _by_steps(raw_score, late, rule)
    if days > rule.max_days:
        return _everything(raw_score, f"more than {plural(rule.max_days, 'day')} late earns nothing")
    if rule.method == "per_day":
        count, each, begun = days, rule.percent_per_day, f"{plural(days, 'day')} begun"
    else:
        hours = math.ceil(late / _HOUR)
        count, each, begun = hours, rule.percent_per_hour, f"{plural(hours, 'hour')} begun"
    return _share(raw_score, count * each, rule, f"{begun} at {each:g} % each")


def _by_steps(raw_score: float, late: timedelta, rule: LateRule) -> Penalty:
    for hours, percent in rule.steps:
        if late <= hours * _HOUR:
            return _share(raw_score, percent, rule, f"up to {hours:g} h late costs {percent:g} %")
    return _everything(raw_score, f"more than {rule.steps[-1][0]:g} h late earns nothing")


def _share(raw_score: float, percent: float, rule: LateRule, told: str) -> Penalty:
    """Take a share of the points earned, up to the cap."""
    cap = min(100.0, rule.max_percent)
    if percent > cap:
        told += f", capped at {cap:g} %," if cap < 100 else ", which is all"
    lost = raw_score * min(percent, cap) / 100.0
    return Penalty(lost, f"{told} of {points(raw_score)} points: {_minus(lost)}")


def _everything(raw_score: float, told: str) -> Penalty:
    return Penalty(raw_score, f"{told}: {_minus(raw_score)}")


def _minus(lost: float) -> str:
    return f"-{points(lost)}" if lost else "0"
