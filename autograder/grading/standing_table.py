"""Everyone's grades as a table for a terminal, and one student's told in sentences.

Names come from outside and are printed as plain text, never as markup.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.table import Table
from rich.text import Text

from autograder.checking.wording import score
from autograder.course import Course, find_assignments
from autograder.grading.standing import Standing
from autograder.isolation.text import one_line
from autograder.model import CourseGrade
from autograder.roster import Person

_NAME_LENGTH = 40
_SENTENCE_LENGTH = 400
_MARKS = {
    "*": "points lost by lateness",
    "-": "nothing handed in: 0",
    "...": "not due or not graded yet",
    "()": "dropped as the lowest",
}


def standing_table(standing: Standing) -> Table:
    """Return a table with a line per student: the scores, by the assignments' numbers, and the mean."""
    table = Table(box=None, pad_edge=False)
    table.add_column("student", no_wrap=True, overflow="ellipsis", max_width=_NAME_LENGTH)
    named = any(person.name != student for student, person in standing.people.items())
    if named:
        table.add_column("name", no_wrap=True, overflow="ellipsis", max_width=_NAME_LENGTH)
    for assignment in standing.assignments:
        table.add_column(assignment.partition("_")[0], justify="right", no_wrap=True)
    table.add_column("mean", justify="right", no_wrap=True)
    for one in standing.grades:
        name = [Text(one_line(standing.people[one.student].name, _NAME_LENGTH))] if named else []
        mean = "..." if one.mean is None else f"{score(one.mean)} %"
        table.add_row(Text(one_line(one.student, _NAME_LENGTH)), *name, *_cells(standing, one), mean)
    return table


def _cells(standing: Standing, course_grade: CourseGrade) -> Iterator[str]:
    grades = {grade.assignment: grade for grade in course_grade.grades}
    for assignment in standing.assignments:
        grade = grades.get(assignment)
        if grade is None:
            yield "..."
            continue
        cell = score(grade.score) + "*" * bool(grade.late_submission_penalty) if grade.handed_in else "-"
        yield f"({cell})" if assignment in course_grade.dropped else cell


def legend(standing: Standing, course: Course) -> Iterator[str]:
    """Say what the columns and the marks in them mean, and which assignments are not there."""
    for assignment in standing.assignments:
        weight = course.schedule(assignment).weight
        points = score(standing.max_scores[assignment])
        yield f"{assignment.partition('_')[0]}  {assignment}, {points} points, weight {weight:g}"
    shown = "".join(cell for one in standing.grades for cell in _cells(standing, one))
    marks = [f"{mark} {meaning}" for mark, meaning in _MARKS.items() if mark[0] in shown]
    if marks:
        yield "; ".join(marks)
    rest = [one.name for one in find_assignments(course.root) if one.name not in standing.assignments]
    if rest:
        yield f"no reports, so not counted: {', '.join(rest)}"


def told(person: Person, course_grade: CourseGrade) -> Iterator[str]:
    """Tell how one student's grades and mean came about, a line each."""
    student = one_line(course_grade.student, _NAME_LENGTH)
    name = one_line(person.name, _NAME_LENGTH)
    yield student if name == student else f"{student} ({name})"
    for grade in course_grade.grades:
        yield f"  {grade.assignment}: {score(grade.score)} of {score(grade.max_score)}"
        yield from (f"    {one_line(sentence, _SENTENCE_LENGTH)}" for sentence in grade.explanation)
    for assignment, reason in course_grade.pending.items():
        yield f"  {assignment}: {reason}"
    mean = "no mean yet" if course_grade.mean is None else f"{score(course_grade.mean)} %"
    yield f"  course: {mean}"
    yield from (f"    {sentence}" for sentence in course_grade.explanation)
