"""Late penalties: from a report and the calendar to a grade. Nothing is run, nothing is read from disk."""

from __future__ import annotations

import math
from datetime import timedelta

from autograder.course import Course, LateRule
from autograder.model import Grade, Report

_DAY = timedelta(days=1)


def grade_of(report: Report, course: Course) -> Grade:
    """Apply the course's late rule to a report.

    Returns
    -------
    Grade
        ``score = raw_score - late_submission_penalty``, never below 0.
    """
    due = course.schedule(report.assignment).due
    late = timedelta()
    if due is not None and report.submitted_at is not None:
        late = report.submitted_at - due
    penalty = min(report.score, penalty_of(report.score, late, course.late))
    return Grade(
        student=report.student,
        assignment=report.assignment,
        raw_score=report.score,
        late_submission_penalty=round(penalty, 6),
        score=round(report.score - penalty, 6),
        max_score=report.max_score,
        due=due,
        submitted_at=report.submitted_at,
    )


def penalty_of(raw_score: float, late: timedelta, rule: LateRule) -> float:
    """Return the points a submission loses for being `late` (zero or negative: in time)."""
    if rule.method == "none" or late <= timedelta(minutes=rule.grace_minutes):
        return 0.0
    days = math.ceil(late / _DAY)
    if rule.method == "zero" or days > rule.max_days:
        return raw_score
    return raw_score * min(100.0, days * rule.percent_per_day) / 100.0
