"""Reports to rows of nbgrader's gradebook, where instructors and formgrader look.

Of each assignment: its due time, its notebook's cells (a grade cell for each exercise), the students, their
submissions with time stamps, the points of the tests and the late penalty. What people wrote there (manual
scores, extra credit, comments, flags) is never touched, and it counts: the late penalty is taken of the score
that stands in the gradebook. An assignment is written in one transaction.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from autograder.course import Course
from autograder.exercises import exercises_in
from autograder.generating import student_notebook
from autograder.grading.policy import grade_of, is_empty
from autograder.model import Assignment, CourseError, Exercise, Report, Verdict
from autograder.notebooks import test_cell_id
from autograder.plain_files import folder_of
from autograder.roster import Person, by_alias, find_person, same

_LONGEST = 128
"""Of a student's id and names, where the database cares."""
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
    rows = _Rows(gradebook.db)
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
        if short and len(name) > _LONGEST:
            refused.append(
                f"{name[:40]}…: a student's name of {len(name)} characters does not fit into this database, "
                f"which takes {_LONGEST}; rename the folder"
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
    rows: _Rows,
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


def naive_utc(time: datetime | None) -> datetime | None:
    """Return a time as nbgrader stores it."""
    return None if time is None else time.astimezone(UTC).replace(tzinfo=None)


class _Rows:
    """Rows of nbgrader's tables, found or made; nothing is committed here."""

    def __init__(self, db: Any) -> None:
        from nbgrader import api

        self.api, self.db = api, db

    def new(self, kind: Any, **values: Any) -> Any:
        row = kind(**values)
        self.db.add(row)
        return row

    def assignment(self, assignment: Assignment, course: Course, course_id: str) -> Any:
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
                    setattr(row, key, value[:_LONGEST] if short else value)
        return row

    def missing_people(self, students: dict[str, Any], people: Iterable[Person], short: bool) -> None:
        """Add those of the roster who have handed in nothing under any of their names."""
        everyone = list(people)
        aliases = by_alias(everyone)
        known = [find_person(aliases, name) for name in students]
        there = {one.student for one in known if one is not None}
        for person in everyone:
            if person.student not in there and not (short and len(person.student) > _LONGEST):
                self.student(students, same(person.student), person, short)

    def submissions(self, book: Any) -> dict[str, Any]:
        from sqlalchemy.orm import selectinload

        rows, kinds = self.api.SubmittedNotebook, self.api.SubmittedAssignment
        notebooks = selectinload(kinds.notebooks)
        query = self.db.query(kinds).filter_by(assignment_id=book.id)
        found = query.options(notebooks.selectinload(rows.grades), notebooks.selectinload(rows.comments))
        return {one.student_id: one for one in found}

    def new_submission(self, book: Any, student: Any) -> Any:
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
        return self._beside(
            handed_in, (*notebook.grade_cells, *notebook.task_cells), handed_in.grades, self.api.Grade
        )

    def comments(self, handed_in: Any, notebook: Any) -> dict[str, Any]:
        cells = (*notebook.solution_cells, *notebook.task_cells)
        return self._beside(handed_in, cells, handed_in.comments, self.api.Comment)

    def _beside(self, handed_in: Any, cells: Iterable[Any], rows: Iterable[Any], kind: Any) -> dict[str, Any]:
        """Return the grade, or the comment, of each cell by its name; made where there is none."""
        old = {one.cell_id or one.cell.id: one for one in rows}
        return {
            cell.name: old[cell.id] if cell.id in old else self.new(kind, cell=cell, notebook=handed_in)
            for cell in cells
        }
