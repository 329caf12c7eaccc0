"""What instructors gave by hand in formgrader, read from nbgrader's gradebook; nothing is ever written here.

Manual scores, extra credit and comments of the cells `autograder.publishing.gradebook` makes. What they come
to is decided in `autograder.grading.marks` and `policy`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from autograder.exercises import exercises_in
from autograder.grading.marks import Mark
from autograder.model import Assignment, CourseError
from autograder.notebooks import test_cell_id
from autograder.plain_files import printable
from autograder.publishing.database import Place, reading
from autograder.publishing.nbgrader_api import nbgrader_api

_Cell = tuple[str, str, str]  # assignment, notebook, name of the cell


@dataclass(frozen=True, slots=True)
class GivenByHand:
    """All marks in a gradebook: those of our exercises, and the cells of those that are of no exercise."""

    marks: dict[tuple[str, str], tuple[Mark, ...]] = field(default_factory=dict)
    """By (student, assignment); the student as reports call them."""
    elsewhere: tuple[str, ...] = ()

    @property
    def scores(self) -> int:
        """How many manual scores and extra credits there are."""
        everything = [one for marks in self.marks.values() for one in marks]
        return sum((one.manual_score is not None) + bool(one.extra_credit) for one in everything)

    @property
    def comments(self) -> int:
        """How many exercises have a comment."""
        return sum(bool(one.comment) for marks in self.marks.values() for one in marks)


def read_marks(place: Place, assignments: Iterable[Assignment]) -> GivenByHand:
    """Read what was given by hand for `assignments`.

    Raises
    ------
    CourseError
        If the database cannot be read, or is of another course: its assignments are others, or belong to
        another course's id. One without any assignment has no marks.
    """
    exercise_of: dict[_Cell, str] = {}
    order: dict[tuple[str, str], int] = {}
    ours = list(assignments)
    for assignment in ours:
        for exercise in exercises_in(assignment.public):
            order[assignment.name, exercise.name] = len(order)
            for cell in (test_cell_id(exercise.name), *exercise.functions):
                exercise_of[assignment.name, assignment.module, cell] = exercise.name
    found: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
    lost: set[str] = set()
    with reading(place) as connection:
        _check_course(connection, place, {one.name for one in ours})
        for student, where, given in _rows(connection):
            if where in exercise_of:
                mark = found.setdefault((printable(student), where[0]), {})
                _add(mark.setdefault(exercise_of[where], {}), given)
            elif where[0] in {one.name for one in ours}:
                lost.add(f"{where[0]}: {where[2]}")
    marks = {
        key: tuple(
            Mark(exercise, **given)
            for exercise, given in sorted(by_exercise.items(), key=lambda one: order[key[1], one[0]])
        )
        for key, by_exercise in found.items()
    }
    return GivenByHand(marks, tuple(sorted(lost)))


def _check_course(connection: Any, place: Place, ours: set[str]) -> None:
    """Refuse a gradebook that holds assignments, and none of this course's."""
    from sqlalchemy import select

    table = nbgrader_api().Assignment.__table__
    held = connection.execute(select(table.c.name, table.c.course_id)).all()
    mine = [course for name, course in held if name in ours]
    if held and not mine:
        names = ", ".join(sorted(name for name, _ in held)[:5])
        raise CourseError(f"the gradebook {place.shown} is of another course: its assignments are {names}")
    foreign = sorted({str(course) for course in mine if course not in (None, place.course_id)})
    if foreign:
        raise CourseError(
            f"the gradebook {place.shown} is of another course: it is called {', '.join(foreign)} there, not "
            f"{place.course_id}; if it is this one, say c.CourseDirectory.course_id in nbgrader_config.py"
        )


def _rows(connection: Any) -> Iterator[tuple[str, _Cell, dict[str, Any]]]:
    """Yield student, cell and what was given, for each grade and comment that a person has written."""
    from sqlalchemy import or_, select

    api = nbgrader_api()
    grade, comment, cell = api.Grade.__table__, api.Comment.__table__, api.BaseCell.__table__
    notebook, assignment = api.Notebook.__table__, api.Assignment.__table__
    submitted, handed_in = api.SubmittedAssignment.__table__, api.SubmittedNotebook.__table__
    named = (submitted.c.student_id, assignment.c.name, notebook.c.name, cell.c.name)

    def rows(table: Any, *columns: Any) -> Any:
        return (
            select(*named, *columns)
            .join_from(table, cell, table.c.cell_id == cell.c.id)
            .join(notebook, cell.c.notebook_id == notebook.c.id)
            .join(handed_in, table.c.notebook_id == handed_in.c.id)
            .join(submitted, handed_in.c.assignment_id == submitted.c.id)
            .join(assignment, submitted.c.assignment_id == assignment.c.id)
            .order_by(*named)
        )

    given = or_(grade.c.manual_score.is_not(None), grade.c.extra_credit != 0)
    for row in connection.execute(rows(grade, grade.c.manual_score, grade.c.extra_credit).where(given)):
        student, *where, manual, extra = row
        yield student, (where[0], where[1], where[2]), {"manual_score": manual, "extra_credit": extra or 0.0}
    for row in connection.execute(rows(comment, comment.c.manual_comment)):
        student, *where, said = row
        if said and said.strip():
            yield student, (where[0], where[1], where[2]), {"comment": said.strip()}


def _add(mark: dict[str, Any], given: dict[str, Any]) -> None:
    """Put two functions' comments on one exercise together."""
    if "comment" in given and "comment" in mark:
        given = {"comment": f"{mark['comment']}\n{given['comment']}"}
    mark |= given
