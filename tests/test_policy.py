"""Late penalties."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from autograder.course import Course, LateRule, Schedule
from autograder.grading.policy import grade_of, penalty_of
from autograder.model import Report, TestResult, Verdict

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


PER_HOUR = LateRule(method="per_hour", percent_per_hour=2, max_days=2)
STEPS = LateRule(method="steps", steps=((1.0, 5.0), (24.0, 20.0), (72.0, 50.0)))
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("late", "rule", "penalty", "reason"),
    [
        (HOUR, PER_HOUR, 1.6, "1 hour begun at 2 % each of 80 points: -1.6"),
        (HOUR + timedelta(seconds=1), PER_HOUR, 3.2, "2 hours begun at 2 % each of 80 points: -3.2"),
        (49 * HOUR, PER_HOUR, 80, "more than 2 days late earns nothing: -80"),
        (HOUR, STEPS, 4, "up to 1 h late costs 5 % of 80 points: -4"),
        (23 * HOUR, STEPS, 16, "up to 24 h late costs 20 % of 80 points: -16"),
        (72 * HOUR, STEPS, 40, "up to 72 h late costs 50 % of 80 points: -40"),
        (73 * HOUR, STEPS, 80, "more than 72 h late earns nothing: -80"),
        (
            26 * HOUR,
            replace(PER_DAY, max_percent=15),
            12,
            "2 days begun at 10 % each, capped at 15 %, of 80 points: -12",
        ),
        (
            23 * HOUR,
            replace(STEPS, max_percent=0),
            0,
            "up to 24 h late costs 20 %, capped at 0 %, of 80 points: 0",
        ),
        (5 * DAY, replace(PER_DAY, max_percent=15), 80, "more than 3 days late earns nothing: -80"),
        (HOUR, LateRule(method="zero"), 80, "a late submission earns nothing: -80"),
        (HOUR, LateRule(), 0, "lateness costs nothing in this course"),
        (HOUR, replace(PER_DAY, grace_minutes=90), 0, "within the grace of 1 h 30 min: nothing lost"),
    ],
)
def test_each_rule_tells_its_sum(late, rule, penalty, reason):
    """Hours, steps, cap, grace: the points and the sentence a student can check."""
    found = penalty_of(80, DUE, DUE + late, rule, UTC)

    assert (pytest.approx(penalty), reason) == (found.points, found.reason)


def test_a_grade_tells_how_it_came_about(tmp_path):
    """What was earned, when it was due and handed in, and what that cost."""
    course = Course(tmp_path, late=PER_DAY, schedules={"01_toy": Schedule(DUE)})

    assert (
        "93 of 100 points in the tests",
        "due Sun 2026-03-01 12:00 UTC",
        "handed in Mon 2026-03-02 14:00 UTC, 1 d 2 h late",
        "2 days begun at 10 % each of 93 points: -18.6",
    ) == grade_of(report(DUE + timedelta(hours=26), 93), course).explanation


def test_a_day_late_is_one_of_the_courses_calendar(tmp_path):
    """Where clocks are put back, a day late lasts 25 hours."""
    from zoneinfo import ZoneInfo

    due = datetime(2026, 10, 24, 23, 59, tzinfo=ZoneInfo("Europe/Berlin"))
    course = Course(tmp_path, timezone="Europe/Berlin", late=PER_DAY, schedules={"01_toy": Schedule(due)})
    late = report(datetime(2026, 10, 25, 22, 59, tzinfo=UTC))

    assert 8 == grade_of(late, course).late_submission_penalty
    assert 16 == grade_of(late, replace(course, timezone="UTC")).late_submission_penalty


def test_an_assignments_own_rule_counts(tmp_path):
    """A last assignment may be strict in a lenient course."""
    schedules = {"01_toy": Schedule(DUE, late=LateRule(method="zero"))}

    assert 0 == grade_of(report(DUE + DAY), Course(tmp_path, late=PER_DAY, schedules=schedules)).score


def test_a_report_of_nothing_is_nothing_handed_in(tmp_path):
    """Nothing handed in is told as that, whatever the clock says."""
    nothing = TestResult("a", "t", Verdict.REFUSED, 0, 100, "nothing was handed in: there is no folder")
    course = Course(tmp_path, late=PER_DAY, schedules={"01_toy": Schedule(DUE)})
    grade = grade_of(replace(report(None, 0), results=(nothing,)), course)

    assert not grade.handed_in
    assert ("nothing handed in: 0 of 100 points", "due Sun 2026-03-01 12:00 UTC") == grade.explanation
