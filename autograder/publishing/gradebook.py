"""Reports to rows of nbgrader's gradebook, where instructors and formgrader look.

Of each assignment: its due time, its notebook's cells (a grade cell for each exercise), the students, their
submissions with time stamps, the points of the tests and the late penalty. What people wrote there (manual
scores, extra credit, comments, flags) is never touched, and it counts: the late penalty is taken of the score
that stands in the gradebook. An assignment is written in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Any

from autograder.course import Course
from autograder.exercises import exercises_in
from autograder.grading.policy import grade_of, is_empty
from autograder.model import Assignment, CourseError, Exercise, Report, Verdict
from autograder.notebooks import test_cell_id
from autograder.plain_files import folder_of
from autograder.publishing.rows import LONGEST, Rows, naive_utc
from autograder.roster import by_alias, find_person

_NO_RESPONSE = "No response."  # as nbgrader says it


@dataclass(frozen=True, slots=True)
class Written:
    """What went into the gradebook: submissions, and a sentence for each student who could not."""

    submissions: int
    refused: tuple[str, ...] = ()


def write_assignment(
    gradebook: Any, course: Course, assignment: Assignment, reports: Sequence[Report]
) -> Written:
    """Write an assignment, and the submissions of `reports`, into a gradebook.

    Parameters
    ----------
    gradebook : nbgrader.api.Gradebook
        Open; other submissions in it stay as they are.
    course : Course
        Its calendar, late rule and roster.
    assignment : Assignment
        Below ``solutions/``.
    reports : sequence of Report
        Of this assignment. Who handed in nothing becomes a student without a submission.

    Raises
    ------
    CourseError
        If a report has an exercise that the assignment lacks, or a cell would go that a person has graded.
        Then nothing of the assignment is written.
    """
    exercises = exercises_in(assignment.public)
    _check(assignment, exercises, reports)
    with gradebook.db.no_autoflush:
        written = _write(gradebook, course, assignment, exercises, reports)
    gradebook.db.commit()
    return written


def _write(
    gradebook: Any,
    course: Course,
    assignment: Assignment,
    exercises: Sequence[Exercise],
    reports: Sequence[Report],
) -> Written:
    rows = Rows(gradebook.db)
    book = rows.assignment(assignment, course, gradebook.course_id)
    notebook = rows.notebook(book, assignment, exercises)
    short = gradebook.engine.dialect.name != "sqlite"
    aliases = by_alias(course.people.values())
    refused: list[str] = []
    count = 0
    submissions = rows.submissions(book)
    students = rows.students()
    for report in reports:
        name = folder_of(report.student)
        if short and len(name) > LONGEST:
            refused.append(
                f"{name[:40]}…: a student's name of {len(name)} characters does not fit into this database, "
                f"which takes {LONGEST}; rename the folder"
            )
            continue
        person = find_person(aliases, report.student)
        student = rows.student(students, name, person, short)
        if is_empty(report):
            continue
        submission = submissions.get(name)
        if submission is None:
            submission = submissions[name] = rows.new_submission(book, student)
        _fill(rows, submission, notebook, course, report, exercises)
        count += 1
    rows.missing_people(students, course.people.values(), short)
    return Written(count, tuple(refused))


def _check(assignment: Assignment, exercises: Iterable[Exercise], reports: Iterable[Report]) -> None:
    known = {one.name for one in exercises}
    for report in reports:
        for result in report.results:
            if result.exercise not in known:
                raise CourseError(
                    f"the report of {report.student} has the exercise {result.exercise}, the public tests "
                    f"of {assignment.name} do not; grade again after autograder verify {assignment.name}"
                )


def _fill(
    rows: Rows,
    submission: Any,
    notebook: Any,
    course: Course,
    report: Report,
    exercises: Sequence[Exercise],
) -> None:
    """Write one report into its submission."""
    submission.timestamp = naive_utc(report.submitted_at)
    grade = grade_of(report, course)
    due = course.schedule(report.assignment).due
    if grade.due is not None and due is not None:
        granted = grade.due.astimezone(UTC) - due.astimezone(UTC)
        submission.extension = granted if granted else None
    handed_in = rows.handed_in(submission, notebook)
    grades = rows.grades(handed_in, notebook)
    earned: dict[str, float] = {}
    for result in report.results:
        earned[result.exercise] = earned.get(result.exercise, 0.0) + result.points
    total = 0.0
    for exercise in exercises:
        row = grades[test_cell_id(exercise.name)]
        score = round(earned.get(exercise.name, 0.0), 4)
        if row.manual_score is None:
            row.needs_manual_grade = False
        elif row.auto_score is not None and abs(row.auto_score - score) > 1e-6:
            row.needs_manual_grade = True  # somebody should look whether their score still holds
        row.auto_score = score
        total += (score if row.manual_score is None else row.manual_score) + (row.extra_credit or 0.0)
    late = grade_of(replace(report, score=total), course)
    handed_in.late_submission_penalty = late.late_submission_penalty or None
    comments = rows.comments(handed_in, notebook)
    for exercise in exercises:
        said = _NO_RESPONSE if _is_untouched(report, exercise) else None
        for function in exercise.functions:
            if function in comments:
                comments[function].auto_comment = said


def _is_untouched(report: Report, exercise: Exercise) -> bool:
    mine = [one.verdict for one in report.results if one.exercise == exercise.name]
    return bool(mine) and all(verdict is Verdict.NOT_IMPLEMENTED for verdict in mine)
