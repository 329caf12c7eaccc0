"""Who is in the course: a CSV file in the columns of nbgrader, Canvas, Moodle or Gradescope.

Systems call one student by many names: the folder below ``submitted/`` may be a login, a full name (Moodle's
archives) or ``smithann`` (Canvas's). A person is found by any of them that no one else has. Nothing is known
here of submissions or grades.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.model import CourseError
from autograder.tables import Row, Table, read_table

# Columns, as `_plain` writes them, that may hold each field; the first that is there and filled counts.
_FIELDS = {
    "first_name": ("first name", "given name", "firstname"),
    "last_name": ("last name", "surname", "family name", "lastname"),
    "name": ("full name", "name", "student"),
    "email": ("email", "email address", "e-mail"),
    "lms_id": ("lms user id",),
    "sis_id": ("sis user id", "id number", "sid"),
    "login": ("sis login id", "username", "login"),
    "section": ("section", "sections"),
}
# Columns that may hold the name of a student's folder.
_STUDENT = (
    "student id",
    "id",
    "username",
    "sis login id",
    "sis user id",
    "id number",
    "sid",
    "email address",
    "email",
)
_CANVAS = {"sis user id", "sis login id", "root account"}
_NAMES = ("student", "lastname", "firstname")  # in Canvas's gradebook either the first or the two others
_TEST_STUDENTS = ("Student, Test", "Test Student")
_TEST_LOGIN = re.compile(r"[0-9a-f]{40}")  # Canvas gives its test student a digest, so that nobody meets it
_QUOTED = re.compile(r'="(.*)"', re.DOTALL)  # so Canvas writes a name that begins with =


@dataclass(frozen=True, slots=True)
class Person:
    """One student, as the roster knows them; what it does not tell is empty.

    Parameters
    ----------
    student : str
        The name of the folder below ``submitted/``, unless another of these names is found there.
    first_name, last_name, full_name, email : str
        As in the roster.
    lms_id, sis_id, login, section : str
        Canvas's ``ID``, ``SIS User ID``, ``SIS Login ID``, ``Section``; what others have of these.
    """

    student: str
    first_name: str = ""
    last_name: str = ""
    full_name: str = ""
    email: str = ""
    lms_id: str = ""
    sis_id: str = ""
    login: str = ""
    section: str = ""

    @property
    def name(self) -> str:
        """What people call them: ``Ann Smith``, or the student's id when no name is known."""
        return self.full_name or f"{self.first_name} {self.last_name}".strip() or self.student

    @property
    def sorting_name(self) -> str:
        """The name by which lists are sorted: ``Smith, Ann``."""
        parts = [part for part in (self.last_name, self.first_name) if part]
        return ", ".join(parts) or self.name

    @property
    def aliases(self) -> tuple[str, ...]:
        """Every name that may stand for this student, the student's own first."""
        slug = "".join(one for one in self.sorting_name.casefold() if one.isalnum())
        reading = f"{self.first_name} {self.last_name}".strip()
        ids = (self.student, self.login, self.sis_id, self.email)
        names = (*ids, self.name, reading, self.sorting_name, slug)
        return tuple(dict.fromkeys(same(name) for name in names if name))


def same(name: str) -> str:
    """Return a name in the form in which two spellings of it are equal (NFC, without spaces around it)."""
    return unicodedata.normalize("NFC", name).strip()


def read_roster(file: Path, student_column: str = "") -> dict[str, Person]:
    """Read a roster; return the students by name, in the file's order.

    Parameters
    ----------
    file : Path
        A CSV file with a line of column names.
    student_column : str
        The column that holds the names of students' folders; found by its name when empty.

    Raises
    ------
    CourseError
        With file, line and column.
    """
    table = read_table(file)
    plain = {_plain(column): column for column in table.columns}
    canvas = bool(_CANVAS & set(plain))
    if student_column:
        table.require([student_column])
    column = student_column or _student_column(table, plain, canvas)
    people: dict[str, Person] = {}
    lines: dict[str, int] = {}
    for row in table.rows:
        student = same(row.cells[column])
        if canvas and _is_no_student(row, plain, student):
            continue
        if not student:
            raise row.error(column, "is empty; every student needs a name of their own here")
        if student in people:
            raise row.error(
                column, f"{student!r} stands in line {lines[student]} already; delete one of the two"
            )
        people[student], lines[student] = _person(row, plain, student, canvas), row.line
    return people


def by_alias(people: Iterable[Person]) -> dict[str, Person]:
    """Return the students by every name that only one of them has."""
    found: dict[str, Person] = {}
    shared: set[str] = set()
    everyone = list(people)
    for person in everyone:
        for alias in person.aliases:
            if alias in found and found[alias] != person:
                shared.add(alias)
            found[alias] = person
    return {alias: one for alias, one in found.items() if alias not in shared} | {
        same(person.student): person for person in everyone
    }


def find_person(people: Mapping[str, Person], name: str) -> Person | None:
    """Return the student of this name in what `by_alias` made; in another case only where that is clear."""
    name = same(name)
    if name in people:
        return people[name]
    near = {person.student: person for alias, person in people.items() if alias.casefold() == name.casefold()}
    return next(iter(near.values())) if len(near) == 1 else None


def _plain(column: str) -> str:
    return column.replace("_", " ").strip().casefold()


def _student_column(table: Table, plain: Mapping[str, str], canvas: bool) -> str:
    """Choose the column with the names of students' folders: the first that any row has something in."""
    for name in _STUDENT:
        column = plain.get(name)
        if column and not (canvas and name == "id") and any(row.cells[column] for row in table.rows):
            return column
    raise CourseError(
        "no column names the students; it may be called id (nbgrader), SIS Login ID (Canvas), ID number "
        "(Moodle) or SID (Gradescope), or say which one it is: [course] roster_student in course.toml",
        (table.file, 1),
    )


def _is_no_student(row: Row, plain: Mapping[str, str], student: str) -> bool:
    """Tell Canvas's own lines (points possible, posting policies, the test student) from students."""
    cells = {column: row.cells.get(plain.get(column, ""), "") for column in (*_NAMES, "sis login id")}
    name = ", ".join(cells[column] for column in _NAMES if cells[column])
    fake = not student or _TEST_LOGIN.fullmatch(cells["sis login id"])
    return not name or name == "Points Possible" or bool(fake and name in _TEST_STUDENTS)


def _person(row: Row, plain: Mapping[str, str], student: str, canvas: bool) -> Person:
    values = {
        field: next((row.cells[plain[name]] for name in names if row.cells.get(plain.get(name, ""))), "")
        for field, names in _FIELDS.items()
    }
    if canvas:
        for field in ("name", "first_name", "last_name"):
            quoted = _QUOTED.fullmatch(values[field])
            values[field] = quoted[1] if quoted else values[field]
    name = values.pop("name")
    if canvas:
        values["lms_id"] = values["lms_id"] or row.cells.get(plain.get("id", ""), "")
    last, comma, first = name.partition(", ")
    if comma and not values["last_name"]:
        values["last_name"], values["first_name"] = last, first
        name = ""
    return Person(student, full_name=name, **values)
