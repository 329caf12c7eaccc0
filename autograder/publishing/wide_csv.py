"""A plain wide CSV: one line per student, one column per assignment, the weighted mean at the end.

For spreadsheets and programs. An assignment that has no grade yet is an empty cell; nothing handed in is 0.
"""

from __future__ import annotations

from autograder.grading.standing import Standing
from autograder.model import CourseGrade
from autograder.publishing.spreadsheets import Cell, csv_text, defused

_PERSON = ("student", "last_name", "first_name", "email", "section")
_DETAILS = ("raw_score", "late_submission_penalty", "how it came about")


def wide_csv(standing: Standing, *, details: bool = False) -> str:
    """Return the text; with `details` three more columns per assignment, and one that tells of the mean."""
    head: list[Cell] = [*_PERSON]
    for assignment in standing.assignments:
        head += [assignment, *(f"{assignment} {detail}" for detail in _DETAILS if details)]
    head += ["mean", "mean how it came about"] if details else ["mean"]
    return csv_text([head, *(_row(standing, grade, details) for grade in standing.grades)])


def _row(standing: Standing, course_grade: CourseGrade, details: bool) -> list[Cell]:
    person = standing.people[course_grade.student]
    row: list[Cell] = [course_grade.student, *map(defused, (person.last_name, person.first_name))]
    if not (person.last_name or person.first_name):
        row[1] = defused(person.full_name)
    row += [person.email, defused(person.section)]
    grades = {grade.assignment: grade for grade in course_grade.grades}
    for assignment in standing.assignments:
        grade = grades.get(assignment)
        row.append(grade.score if grade else None)
        if details and grade:
            row += [grade.raw_score, grade.late_submission_penalty, defused("; ".join(grade.explanation))]
        elif details:
            row += [None, None, course_grade.pending[assignment]]
    row.append(course_grade.mean)
    return [*row, "; ".join(course_grade.explanation)] if details else row
