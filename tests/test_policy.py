"""Late penalties."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from autograder.course import Course, LateRule, Schedule
from autograder.grading.policy import grade_of, penalty_of
from autograder.model import Report

DUE = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
PER_DAY = LateRule(method="per_day", percent_per_day=10, max_days=3)


def report(submitted_at: datetime | None, score: float = 80.0) -> Report:
    return Report(1, "ann", "01_toy", score, 100.0, (), "A", 0, {}, "key", DUE, submitted_at)


@pytest.mark.parametrize(
    ("late", "rule", "penalty"),
    [
        (-DAY, PER_DAY, 0),
        (timedelta(), PER_DAY, 0),
        (timedelta(seconds=1), PER_DAY, 8),
        (DAY, PER_DAY, 8),
        (DAY + timedelta(seconds=1), PER_DAY, 16),
        (3 * DAY, PER_DAY, 24),
        (3 * DAY + timedelta(seconds=1), PER_DAY, 80),
        (timedelta(minutes=30), replace(PER_DAY, grace_minutes=30), 0),
        (timedelta(minutes=31), replace(PER_DAY, grace_minutes=30), 8),
        (2 * DAY, replace(PER_DAY, percent_per_day=60), 80),
        (100 * DAY, LateRule(), 0),
        (timedelta(seconds=1), LateRule(method="zero"), 80),
        (timedelta(), LateRule(method="zero"), 0),
    ],
)
def test_what_lateness_costs(tmp_path, late, rule, penalty):
    """Each day begun costs its share of the raw score, up to all of it; grace and rules are kept."""
    course = Course(tmp_path, late=rule, schedules={"01_toy": Schedule(DUE)})
    grade = grade_of(report(DUE + late), course)

    assert pytest.approx(penalty) == penalty_of(80, DUE, DUE + late, rule, UTC).points
    assert pytest.approx(penalty) == grade.late_submission_penalty
    assert pytest.approx(80 - penalty) == grade.score
    assert (80, 100) == (grade.raw_score, grade.max_score)


@pytest.mark.parametrize(("due", "submitted_at"), [(None, DUE), (DUE, None), (None, None)])
def test_without_a_time_nothing_is_late(tmp_path, due, submitted_at):
    """No due date or no recorded time: no penalty."""
    course = Course(tmp_path, late=LateRule(method="zero"), schedules={"01_toy": Schedule(due)})

    assert 80 == grade_of(report(submitted_at), course).score


def test_time_zones_are_respected(tmp_path):
    """The same moment told in another zone is as late."""
    from zoneinfo import ZoneInfo

    course = Course(tmp_path, late=LateRule(method="zero"), schedules={"01_toy": Schedule(DUE)})

    assert 80 == grade_of(report(DUE.astimezone(ZoneInfo("Asia/Tokyo"))), course).score


def test_nothing_cannot_become_less(tmp_path):
    """A raw score of 0 stays 0."""
    course = Course(tmp_path, late=PER_DAY, schedules={"01_toy": Schedule(DUE)})

    grade = grade_of(report(DUE + DAY, 0), course)

    assert (0, 0) == (grade.score, grade.late_submission_penalty)
