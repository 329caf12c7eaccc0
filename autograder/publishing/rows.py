"""Rows of nbgrader's tables, found or made: what `autograder.publishing.gradebook` fills in.

nbgrader's own functions commit at every step; here nothing is committed, so that an assignment is written
whole or not at all. Scores are not known here, and what people wrote is never changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from autograder.course import Course
from autograder.generating import student_notebook
from autograder.model import Assignment, CourseError, Exercise
from autograder.notebooks import test_cell_id
from autograder.publishing.nbgrader_api import nbgrader_api
from autograder.roster import Person, by_alias, find_person, same

LONGEST = 128
"""Of a student's id and names, where the database cares."""


def naive_utc(time: datetime | None) -> datetime | None:
    """Return a time as nbgrader stores it."""
    return None if time is None else time.astimezone(UTC).replace(tzinfo=None)


class Rows:
    """The rows in one open database; a student's or assignment's is made where there is none."""

    def __init__(self, db: Any) -> None:
        self.api, self.db = nbgrader_api(), db

    def new(self, kind: Any, **values: Any) -> Any:
        """Make a row and put it into the session."""
        row = kind(**values)
        self.db.add(row)
        return row

    def assignment(self, assignment: Assignment, course: Course, course_id: str) -> Any:
        """Find or make an assignment; a due time of the course's replaces the one there."""
        book = self.db.query(self.api.Assignment).filter_by(name=assignment.name).one_or_none()
        if book is None:
            book = self.new(self.api.Assignment, name=assignment.name, course_id=course_id)
        due = course.schedule(assignment.name).due
        if due is not None:
            book.duedate = naive_utc(due)
        return book

    def notebook(self, book: Any, assignment: Assignment, exercises: Sequence[Exercise]) -> Any:
        """Bring the notebook's cells up to date."""
        made = student_notebook(assignment)
        found = [one for one in book.notebooks if one.name == assignment.module]
        row = found[0] if found else self.new(self.api.Notebook, name=assignment.module, assignment=book)
        row.kernelspec = json.dumps(made["metadata"]["kernelspec"])
        marks = {cell["metadata"]["nbgrader"]["grade_id"]: cell for cell in made["cells"]}
        points = {test_cell_id(one.name): float(one.points) for one in exercises}
        solutions = {name for name, cell in marks.items() if cell["metadata"]["nbgrader"]["solution"]}
        old = {(type(cell), cell.name): cell for cell in row._base_cells}
        for name, value in points.items():
            cell = old.pop((self.api.GradeCell, name), None) or self.new(
                self.api.GradeCell, name=name, notebook=row
            )
            cell.max_score, cell.cell_type = value, "code"
        for name in solutions:
            if old.pop((self.api.SolutionCell, name), None) is None:
                self.new(self.api.SolutionCell, name=name, notebook=row)
        for cell in old.values():
            self._drop(cell)
        self._sources(row, marks)
        self.db.flush()
        self.db.expire(row)  # its lists still hold what was deleted
        return row

    def _drop(self, cell: Any) -> None:
        """Delete a cell the assignment no longer has, unless somebody wrote something to it."""
        if isinstance(cell, self.api.TaskCell):
            return
        kept = any(one.manual_score is not None or one.extra_credit for one in cell.grades)
        if kept or any(one.manual_comment for one in cell.comments):
            raise CourseError(
                f"{cell.notebook.assignment.name} no longer has {cell.name}, and the gradebook holds manual "
                "grades or comments for it; take them out in formgrader, then write the gradebook again"
            )
        for one in (*cell.grades, *cell.comments):
            self.db.delete(one)
        self.db.delete(cell)

    def _sources(self, row: Any, marks: Mapping[str, dict[str, Any]]) -> None:
        old = {cell.name: cell for cell in row.source_cells}
        for name, cell in marks.items():
            mark = cell["metadata"]["nbgrader"]
            source = old.pop(name, None) or self.new(self.api.SourceCell, name=name, notebook=row)
            source.cell_type, source.locked = cell["cell_type"], mark["locked"]
            source.source, source.checksum = "".join(cell["source"]), mark["checksum"]
        for source in old.values():
            self.db.delete(source)

    def students(self) -> dict[str, Any]:
        """Return all students by id."""
        return {one.id: one for one in self.db.query(self.api.Student)}

    def student(self, students: dict[str, Any], name: str, person: Person | None, short: bool) -> Any:
        """Find or make a student; what the roster does not tell stays as it is."""
        row = students.get(name)
        if row is None:
            row = students[name] = self.new(self.api.Student, id=name)
        if person is not None:
            given = {
                "first_name": person.first_name,
                "last_name": person.last_name or ("" if person.first_name else person.full_name),
                "email": person.email,
                "lms_user_id": person.lms_id,
            }
            for key, value in given.items():
                if value:
                    setattr(row, key, value[:LONGEST] if short else value)
        return row

    def missing_people(self, students: dict[str, Any], people: Iterable[Person], short: bool) -> None:
        """Add those of the roster who have handed in nothing under any of their names."""
        everyone = list(people)
        aliases = by_alias(everyone)
        known = [find_person(aliases, name) for name in students]
        there = {one.student for one in known if one is not None}
        for person in everyone:
            if person.student not in there and not (short and len(person.student) > LONGEST):
                self.student(students, same(person.student), person, short)

    def submissions(self, book: Any) -> dict[str, Any]:
        """Return an assignment's submissions by student, with their grades and comments."""
        from sqlalchemy.orm import selectinload

        rows, kinds = self.api.SubmittedNotebook, self.api.SubmittedAssignment
        notebooks = selectinload(kinds.notebooks)
        query = self.db.query(kinds).filter_by(assignment_id=book.id)
        found = query.options(notebooks.selectinload(rows.grades), notebooks.selectinload(rows.comments))
        return {one.student_id: one for one in found}

    def new_submission(self, book: Any, student: Any) -> Any:
        """Make a submission, with all notebooks of the assignment."""
        row = self.new(self.api.SubmittedAssignment, assignment=book, student=student)
        for notebook in book.notebooks:
            self.handed_in(row, notebook)
        return row

    def handed_in(self, submission: Any, notebook: Any) -> Any:
        """Find or make the submitted notebook, with a grade and a comment for each cell."""
        found = [one for one in submission.notebooks if one.notebook is notebook]
        row = (
            found[0]
            if found
            else self.new(self.api.SubmittedNotebook, notebook=notebook, assignment=submission)
        )
        self.grades(row, notebook)
        self.comments(row, notebook)
        return row

    def grades(self, handed_in: Any, notebook: Any) -> dict[str, Any]:
        """Return a submitted notebook's grades by the names of their cells."""
        return self._beside(
            handed_in, (*notebook.grade_cells, *notebook.task_cells), handed_in.grades, self.api.Grade
        )

    def comments(self, handed_in: Any, notebook: Any) -> dict[str, Any]:
        """Return a submitted notebook's comments by the names of their cells."""
        cells = (*notebook.solution_cells, *notebook.task_cells)
        return self._beside(handed_in, cells, handed_in.comments, self.api.Comment)

    def _beside(self, handed_in: Any, cells: Iterable[Any], rows: Iterable[Any], kind: Any) -> dict[str, Any]:
        """Return the grade, or the comment, of each cell by its name; made where there is none."""
        old = {one.cell_id or one.cell.id: one for one in rows}
        return {
            cell.name: old[cell.id] if cell.id in old else self.new(kind, cell=cell, notebook=handed_in)
            for cell in cells
        }
