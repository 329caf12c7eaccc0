"""A course with names that break things, and its grades, for the tests of everything that writes them."""

from datetime import UTC, datetime
from pathlib import Path

from autograder.course import Course, LateRule, Schedule
from autograder.grading.standing import Standing, standing_of
from autograder.model import REPORT_SCHEMA, Report, TestResult, Verdict
from autograder.roster import Person

DUE = datetime(2026, 3, 1, 12, tzinfo=UTC)
NOW = datetime(2026, 6, 1, tzinfo=UTC)
NASTY = (
    "Smith, Ann",
    'O"Brien; "Bob"',
    "two\nlines",
    "carriage\rreturn",
    '=HYPERLINK("http://x","y")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "'=already",
    "＝ｆｕｌｌ",
    "🧑‍🎓 Zoë Ñandú",
    "\u202egnp.exe\u202c \u200fשלום\u200e",
    "<script>alert('1')</script> & <b>",
    "L" * 500,
    "nul\0bell\x07escape\x1b[31m",
    "$(touch /tmp/x) `id` %s {0} {{x}}",
)
"""As last names; the students are called s00, s01, …"""


def report(
    student: str,
    assignment: str = "01_one",
    score: float = 80.0,
    at: datetime | None = DUE,
    message: str = "",
) -> Report:
    """Return a report of two tests."""
    results = (
        TestResult("first", "TestFirst::test_values", Verdict.PASSED, score, score, cpu_seconds=0.25),
        TestResult("second", "TestSecond::test_x[3-0.5]", Verdict.WRONG, 0.0, 100.0 - score, message, "look"),
    )
    return Report(REPORT_SCHEMA, student, assignment, score, 100.0, results, "A", 4711, {}, "key", NOW, at)


def nasty_class(root: Path) -> tuple[Course, Standing]:
    """Return a course of two assignments and the grades of everyone in `NASTY`, in both of them."""
    for name in ("01_one", "02_two"):
        (root / "solutions" / name).mkdir(parents=True)
    people = {
        f"s{i:02}": Person(f"s{i:02}", "Jo", name, "", f"s{i:02}@x.org", str(900 + i), f"S{i:02}", f"s{i:02}")
        for i, name in enumerate(NASTY)
    }
    rule = LateRule(method="per_day")
    course = Course(root, late=rule, schedules={"01_one": Schedule(DUE)}, people=people)
    reports = [
        report(student, message=f"{name} differs") for student, name in zip(people, NASTY, strict=True)
    ]
    reports += [report(student, "02_two", 50.5) for student in list(people)[1:]]
    return course, standing_of(reports, course, now=NOW)
