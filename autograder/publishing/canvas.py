"""Canvas's gradebook CSV, for *Grades → Import*.

Canvas finds students by ID, SIS User ID or SIS Login ID, so the roster should be a gradebook exported from
Canvas. It finds an assignment by the number in its column's name, as in ``Attention (1234)``; a column
without one becomes a new assignment, which Canvas asks about. Given the exported gradebook, its columns and
points are used, and who is excused there stays so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.grading.standing import Standing
from autograder.model import CourseError
from autograder.publishing.spreadsheets import Cell, csv_text, defused
from autograder.roster import Person
from autograder.tables import Table, read_table

STUDENT = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
_IDS = ("ID", "SIS User ID", "SIS Login ID")
_LAST_NAME = "LastName"  # Canvas can export two columns of names in place of one
_POINTS = "    Points Possible"
_EXCUSED = "EX"
_NUMBERED = re.compile(r"(?P<title>.*\S)\s*\(\d+\)")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of Canvas's gradebook: its name there, and the points Canvas gives at the most."""

    name: str
    points: float
    excused: frozenset[tuple[str, str]] = frozenset()
    """Who need not hand it in, by what Canvas calls them: ("ID", "1001"), ("SIS Login ID", "ann")."""


def canvas_csv(standing: Standing, columns: Mapping[str, Column] | None = None) -> str:
    """Return the text; scores are scaled to the points of `columns` (by assignment), if there are any."""
    used = columns or {name: Column(name, points) for name, points in standing.max_scores.items()}
    rows: list[list[Cell]] = [
        [*STUDENT, *(column.name for column in used.values())],
        [_POINTS, "", "", "", "", *(column.points for column in used.values())],
    ]
    for course_grade in standing.grades:
        person = standing.people[course_grade.student]
        scores = {grade.assignment: grade.score for grade in course_grade.grades}
        row: list[Cell] = [defused(person.sorting_name), person.lms_id, person.sis_id]
        row += [person.login or person.student, defused(person.section)]
        for name, column in used.items():
            share = column.points / standing.max_scores[name] if standing.max_scores[name] else 0.0
            score = round(scores[name] * share, 2) if name in scores else None
            row.append(_EXCUSED if is_excused(column, person) else score)
        rows.append(row)
    return csv_text(rows)


def is_excused(column: Column, person: Person) -> bool:
    """Tell whether a student was excused in Canvas, where a score would take that back."""
    names = zip(_IDS, (person.lms_id, person.sis_id, person.login or person.student), strict=True)
    return not column.excused.isdisjoint(names)


def columns_of(file: Path, assignments: Mapping[str, float], chosen: Mapping[str, str]) -> dict[str, Column]:
    """Find each assignment's column in a gradebook exported from Canvas.

    Parameters
    ----------
    file : Path
        The exported CSV.
    assignments : dict
        Assignment to its points with us.
    chosen : dict
        Assignment to the name of its column, with or without Canvas's number, where they differ.

    Raises
    ------
    CourseError
        With the columns there are, when an assignment is not found or is found twice.
    """
    table = read_table(file)
    table.require((_LAST_NAME if _LAST_NAME in table.columns else "Student", "ID"))
    return {name: _column(table, name, points, chosen.get(name, "")) for name, points in assignments.items()}


def _column(table: Table, assignment: str, points: float, chosen: str) -> Column:
    wanted = {_plain(one) for one in ((chosen,) if chosen else (assignment, assignment.partition("_")[2]))}
    titles = {column: _NUMBERED.fullmatch(column) for column in table.columns if column not in STUDENT}
    numbered = {column: found["title"] for column, found in titles.items() if found}
    found = [column for column, title in numbered.items() if {_plain(title), _plain(column)} & wanted]
    if len(found) != 1:
        there = ", ".join(numbered) or "none with a number"
        problem = "no column is" if not found else f"{len(found)} columns are"
        raise CourseError(
            f"{problem} called {chosen or assignment}; say which one it is with "
            f"--column '{assignment}=NAME'; there are: {there}",
            (table.file, 1),
        )
    excused = (row.cells for row in table.rows if row.cells[found[0]] == _EXCUSED)
    ids = frozenset((key, cells[key]) for cells in excused for key in _IDS if cells.get(key))
    return Column(found[0], _points_possible(table, found[0], points), ids)


def _points_possible(table: Table, column: str, default: float) -> float:
    """Return the points in Canvas's own line, which stands before the students."""
    for row in table.rows:
        if row.cells.get("Student", row.cells.get(_LAST_NAME)) == _POINTS.strip():
            try:
                points = float(row.cells[column].replace(",", "."))
            except ValueError:
                return default
            if default and not points > 0:
                raise row.error(
                    column, "gives no points in Canvas, so every score would be 0; set them there"
                )
            return points
    return default


def _plain(title: str) -> str:
    return re.sub(r"[\W_]+", " ", title.casefold()).strip()
