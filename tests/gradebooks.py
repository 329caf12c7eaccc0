"""Reports on the toy assignment, and how tests put them into a gradebook."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from autograder.course import Course, LateRule, Schedule
from autograder.model import REPORT_SCHEMA, Assignment, Report, TestResult, Verdict
from autograder.publishing.database import Place, opened
from autograder.publishing.gradebook import Written, write_assignment

DUE = datetime(2026, 3, 1, 11, tzinfo=UTC)
RULE = LateRule(method="per_day", percent_per_day=10)
COURSE = Course(Path(), late=RULE, schedules={"01_toy": Schedule(due=DUE)})


def report(
    student: str = "ann",
    scale: float = 40.0,
    centre: float = 60.0,
    late: timedelta = timedelta(),
    verdict: Verdict = Verdict.PASSED,
    message: str = "",
) -> Report:
    """Return a report on the toy assignment; `late` is the time after it was due."""
    results = (
        TestResult("scale", "TestScale::test_values", verdict, scale, 40.0, message),
        TestResult("centre", "TestCentre::test_values", verdict, centre, 60.0, message),
    )
    return Report(
        schema=REPORT_SCHEMA,
        student=student,
        assignment="01_toy",
        score=scale + centre,
        max_score=100.0,
        results=results,
        isolation="A",
        seed=1,
        versions={},
        key="",
        graded_at=DUE,
        submitted_at=DUE + late,
    )


def add_graded_cell(place: Place, name: str, cell_type: str) -> None:
    """Add a cell of no exercise to the toy assignment, for which ann gets 3 of 7 points by hand."""
    with opened(place) as gradebook:
        from nbgrader import api

        cell = gradebook.add_grade_cell(name, "toy", "01_toy", max_score=7, cell_type=cell_type)
        notebook = gradebook.find_submission("01_toy", "ann").notebooks[0]
        gradebook.db.add(api.Grade(cell=cell, notebook=notebook, manual_score=3.0))
        gradebook.db.commit()


def write(place: Place, toy_assignment: Assignment, *reports: Report, course: Course = COURSE) -> Written:
    """Write reports into a gradebook."""
    with opened(place) as gradebook:
        return write_assignment(gradebook, course, toy_assignment, reports)
