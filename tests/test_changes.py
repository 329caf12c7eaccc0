"""What changed between two sets of reports, submission by submission and test by test."""

from dataclasses import replace
from datetime import UTC, datetime

from autograder.grading.changes import change_of, changes
from autograder.model import REPORT_SCHEMA, Report, TestResult, Verdict


def report(student: str, **points: float) -> Report:
    results = tuple(
        TestResult("f", name, Verdict.PASSED if p else Verdict.WRONG, p, 10.0) for name, p in points.items()
    )
    score = sum(points.values())
    return Report(REPORT_SCHEMA, student, "01_toy", score, 20, results, "A", 1, {}, "key", datetime.now(UTC))


def test_a_change_names_its_tests():
    """The score before and after, and each test that earns otherwise, in the order of the suite."""
    change = change_of(report("ann", a=10, b=0, c=5), report("ann", a=0, b=10, c=5, d=2.5))

    assert "ann 01_toy: 15 → 17.5 (+2.5)" == str(change)
    assert [
        "a: passed → wrong (-10)",
        "b: wrong → passed (+10)",
        "d: not there → passed (+2.5)",
    ] == [str(test) for test in change.tests]


def test_what_only_reads_otherwise_is_no_change():
    """Another message, time or key is not another score."""
    old = report("ann", a=10)
    new = replace(old, key="other", results=(replace(old.results[0], message="m", cpu_seconds=3.0),))

    assert change_of(old, new) is None
    assert change_of(None, None) is None


def test_scores_that_cancel_out_are_a_change():
    """A point lost here and won there leaves the sum as it is, and is told."""
    assert "ann 01_toy: 10 → 10 (+0)" == str(change_of(report("ann", a=10, b=0), report("ann", a=0, b=10)))


def test_reports_come_and_go():
    """A submission that is in one of the folders alone is told, without its tests."""
    old, new = [report("ben", a=10), report("ann", a=10)], [report("cai", a=0), report("ann", a=10)]

    assert ["ben 01_toy: 10 → no report", "cai 01_toy: no report → 0"] == [str(c) for c in changes(old, new)]
    assert all(change.tests == () for change in changes(old, new))
