"""What a run keeps of each report."""

from datetime import UTC, datetime
from pathlib import Path

from autograder.course import Course, LateRule, Schedule
from autograder.grading.lines import line_of, remark
from autograder.model import Report, TestResult, Verdict


def result(verdict: Verdict, exercise: str = "scale", message: str = "", hint: str = "") -> TestResult:
    return TestResult(exercise, "test", verdict, 10.0 * (verdict == "passed"), 10.0, message, hint)


def report(*results: TestResult, submitted_at: datetime | None = None) -> Report:
    score = sum(one.points for one in results)
    possible = sum(one.max_points for one in results)
    now = datetime.now(UTC)
    return Report(1, "ann", "01_toy", score, possible, results, "A", 0, {}, "", now, submitted_at)


PASSED = result(Verdict.PASSED)


def test_remarks_name_exercises_and_the_reason():
    """A full score needs no words; a hint tells most; a common cause is told once."""
    wrong = result(Verdict.WRONG, "centre", "differs\n  values", "Take the mean of each row.")
    late = result(Verdict.TIMED_OUT, "other")
    gone = result(Verdict.REFUSED, message="there is no toy.py\nmore")

    assert "" == remark(report(PASSED))
    assert "centre: Take the mean of each row." == remark(report(PASSED, wrong))
    assert "other: timed out" == remark(report(PASSED, late))
    assert "there is no toy.py" == remark(report(gone, gone))
    assert "" == remark(report(result(Verdict.CRASHED)))
    many = [result(Verdict.WRONG, name) for name in ("a", "b", "c", "d")]
    assert "a, b and 2 more: wrong" == remark(report(PASSED, *many))


def test_a_line_tells_the_share_before_and_the_score_after_lateness():
    """Lateness takes points off the score, and leaves what was earned in the tests."""
    due = datetime(2030, 1, 1, tzinfo=UTC)
    rule = LateRule(method="per_day", percent_per_day=10)
    course = Course(Path(), late=rule, schedules={"01_toy": Schedule(due=due)})
    late = line_of(report(PASSED, submitted_at=due.replace(day=2, hour=1)), course)

    assert (1.0, 8.0, 2.0) == (late.share, late.score, late.late_submission_penalty)
    assert 0.0 == line_of(report(), course).share
