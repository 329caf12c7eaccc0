"""nbgrader's CSV: columns, order and spelling of ``nbgrader export``, without needing its database.

One line per assignment and student; who handed in nothing has 0 and no timestamp. Unlike nbgrader's, cells
are quoted, and a grade that is not there yet is empty instead of 0.
"""

from __future__ import annotations

from datetime import UTC, datetime

from autograder.course import Course
from autograder.grading.standing import Standing
from autograder.model import CourseGrade, Grade
from autograder.publishing.spreadsheets import Cell, csv_text, defused

COLUMNS = (
    "assignment",
    "duedate",
    "timestamp",
    "student_id",
    "last_name",
    "first_name",
    "email",
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
)


def nbgrader_csv(standing: Standing, course: Course) -> str:
    """Return the text."""
    rows: list[list[Cell]] = [[*COLUMNS]]
    for assignment in standing.assignments:
        due = _naive(course.schedule(assignment).due)
        for course_grade in sorted(standing.grades, key=lambda one: _order(standing, one)):
            person = standing.people[course_grade.student]
            grade = next((one for one in course_grade.grades if one.assignment == assignment), None)
            named: list[Cell] = [defused(person.last_name or person.full_name), defused(person.first_name)]
            rows.append(
                [
                    assignment,
                    due,
                    _naive(grade.submitted_at) if grade else "",
                    course_grade.student,
                    *named,
                    person.email,
                    *_numbers(grade),
                    str(standing.max_scores[assignment]),
                ]
            )
    return csv_text(rows)


def _order(standing: Standing, course_grade: CourseGrade) -> tuple[str, str, str]:
    """Sort as nbgrader does: by last name, then by first name."""
    person = standing.people[course_grade.student]
    return person.last_name or person.full_name, person.first_name, course_grade.student


def _numbers(grade: Grade | None) -> list[Cell]:
    if grade is None:
        return ["", "", ""]
    return [str(grade.raw_score), str(grade.late_submission_penalty), str(grade.score)]


def _naive(moment: datetime | None) -> str:
    """Write a moment as nbgrader keeps it: in UTC, without saying so."""
    return "" if moment is None else str(moment.astimezone(UTC).replace(tzinfo=None))
