"""Moodle: the grading worksheet of one assignment, filled in, or a CSV for the gradebook's own import.

*Assignment → Download grading worksheet* gives a file whose lines and columns Moodle wants back unchanged:
only the grade, and on request the feedback comment, is filled in. Students are found by e-mail address, ID
number, full name or the number in *Identifier*, whichever the roster or the folder's name tells. The grade is
scaled to Moodle's maximum, and cut off there: Moodle would pass over a line with more. Lines of students
without a grade stay as they are, so that nothing is wiped out.
"""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.grading.standing import Standing, folders
from autograder.model import CourseError, Grade
from autograder.publishing.spreadsheets import Cell, csv_text, defused

IDENTIFIER, GRADE, MAXIMUM = "Identifier", "Grade", "Maximum Grade"
COMMENTS = "Feedback comments"
_BY = ("Email address", "ID number", "Full name", "Username")
# one Moodle writes "Maximum Grade", another "Maximum grade"
_KNOWN = {column.casefold(): column for column in (IDENTIFIER, GRADE, MAXIMUM, COMMENTS, *_BY)}
_NUMBER = re.compile(r"\d+")
_SEPARATORS = ",;\t"


@dataclass(frozen=True, slots=True)
class Filled:
    """A worksheet with grades: its text, and how many it holds.

    Parameters
    ----------
    missing : tuple of str
        Students whose line was not found.
    cut : tuple of str
        Students with more points than Moodle's maximum.
    """

    text: str
    count: int
    missing: tuple[str, ...]
    cut: tuple[str, ...] = ()


def moodle_csv(standing: Standing) -> str:
    """Return a CSV for *Grades → Import → CSV file*: a line per student, a column per assignment."""
    rows: list[list[Cell]] = [
        ["Username", "ID number", "Email address", "First name", "Last name", *standing.assignments]
    ]
    for course_grade in standing.grades:
        person = standing.people[course_grade.student]
        scores = {grade.assignment: grade.score for grade in course_grade.grades}
        row: list[Cell] = [person.login or person.student, person.sis_id, person.email]
        row += [defused(person.first_name), defused(person.last_name or person.full_name)]
        rows.append([*row, *(scores.get(assignment) for assignment in standing.assignments)])
    return csv_text(rows)


def fill_worksheet(standing: Standing, assignment: str, file: Path, *, feedback: bool = False) -> Filled:
    """Fill in a worksheet downloaded from Moodle.

    Parameters
    ----------
    assignment : str
        Whose worksheet it is.
    feedback : bool
        Put how the grade came about into the comments' column, if the worksheet has one.

    Raises
    ------
    CourseError
        For a file that is no worksheet, and a maximum that is no number; with the line.
    """
    rows, separator = _read(file)
    head = [_KNOWN.get(cell.strip().casefold(), cell.strip()) for cell in rows[0]]
    for column in (IDENTIFIER, GRADE):
        if column not in head:
            raise CourseError(
                f"there is no column {column!r}, so this is no grading worksheet in English; "
                "download it with Moodle's language set to English",
                (file, 1),
            )
    grades = _grades_of(standing, assignment)
    find = folders(standing)
    found: set[str] = set()
    for line, row in enumerate(rows[1:], 2):
        cells = dict(zip(head, row, strict=False))
        grade = grades.get(_whose(cells, find) or "")
        if len(row) < len(head) or grade is None or grade.student in found:
            continue
        found.add(grade.student)
        row[head.index(GRADE)] = _scaled(grade, cells, (file, line))
        if feedback and COMMENTS in head:
            row[head.index(COMMENTS)] = _comment(grade)
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(rows)
    missing = tuple(student for student in grades if student not in found)
    cut = tuple(one.student for one in grades.values() if one.student in found and one.score > one.max_score)
    return Filled(text.getvalue(), len(found), missing, cut)


def _read(file: Path) -> tuple[list[list[str]], str]:
    """Read a worksheet as it is, spaces and all."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
        separator = max(_SEPARATORS, key=text.partition("\n")[0].count)
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except UnicodeDecodeError:
        raise CourseError("this is not UTF-8 text; download the worksheet again", (file, None)) from None
    except csv.Error as error:
        raise CourseError(f"this is not CSV: {error}; download the worksheet again", (file, None)) from None
    if not rows:
        raise CourseError("this worksheet is empty; download it again", (file, None))
    return rows, separator


def _grades_of(standing: Standing, assignment: str) -> dict[str, Grade]:
    grades = (grade for one in standing.grades for grade in one.grades)
    return {grade.student: grade for grade in grades if grade.assignment == assignment}


def _whose(cells: Mapping[str, str], find: Callable[[str], str | None]) -> str | None:
    """Find the student of a line: by the first column that leads to one."""
    names = [cells.get(column, "").strip() for column in (*_BY, IDENTIFIER)]
    number = _NUMBER.search(names[-1])
    names += [number[0]] if number else []
    return next((student for student in map(find, filter(None, names)) if student is not None), None)


def _scaled(grade: Grade, cells: Mapping[str, str], where: tuple[Path, int]) -> str:
    """Write the score out of Moodle's maximum, with the decimal sign that Moodle uses there."""
    maximum = cells.get(MAXIMUM, "").strip()
    comma = "," in maximum and "." not in maximum
    try:
        most = float(maximum.replace(",", ".")) if maximum else grade.max_score
    except ValueError:
        raise CourseError(f"column {MAXIMUM!r}: must be a number, not {maximum!r}", where) from None
    score = min(1.0, grade.score / grade.max_score) * most if grade.max_score else 0.0
    return f"{score:.2f}".replace(".", ",") if comma else f"{score:.2f}"


def _comment(grade: Grade) -> str:
    """Tell how the grade came about, as HTML, which is what Moodle takes comments for."""
    return "<br>".join(html.escape(sentence) for sentence in grade.explanation)
