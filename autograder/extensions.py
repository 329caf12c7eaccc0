"""More time for a student or a group: a CSV file, its groups in another.

    student,group,assignment,due,days,reason             group,student
    ann,,04_attention,2026-10-07 23:59,,ill              team-1,ben
    ,team-1,attention,,3,                                team-1,dot
    eve,,*,,2,more time in every assignment

A line names a student or a group, an assignment (by any of its names; ``*`` is every one that is due), and a
new due time or a number of days. Of several the latest counts: an extension never takes time away. Who is in
the course is known from the roster; without one any name is believed.
"""

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from autograder.model import CourseError
from autograder.roster import Person, by_alias, find_person, same
from autograder.tables import Row, read_table
from autograder.zones import days_later, localised

_COLUMNS = ("student", "group", "assignment", "due", "days", "reason")
_MOST_DAYS = 366
ALL = "*"


@dataclass(frozen=True, slots=True)
class Extension:
    """A later due time for one student and one assignment, and where it was granted.

    Parameters
    ----------
    due : datetime
        Time zone aware.
    told : str
        For people: ``extended by 3 days (extensions.csv:3, group team-1)``.
    """

    due: datetime
    told: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """What an extension is measured against.

    Parameters
    ----------
    dues : dict
        Due time (or None) of every assignment of the course.
    find : callable
        From any of an assignment's names to its full name; raises CourseError.
    zone : tzinfo or None
        What times without an offset are meant in.
    """

    dues: Mapping[str, datetime | None]
    find: Callable[[str], str]
    zone: tzinfo | None


def read_extensions(
    file: Path, groups: Mapping[str, tuple[str, ...]], calendar: Calendar, people: Mapping[str, Person]
) -> dict[tuple[str, str], Extension]:
    """Read extensions; return the latest for each (student, assignment).

    A student is there by all their names, casefolded.

    Raises
    ------
    CourseError
        With file, line and column: for a student, group or assignment nobody knows, for a time that cannot be
        read or is no extension, and for a line that says too little or too much.
    """
    table = read_table(file)
    table.refuse_unknown(_COLUMNS)
    table.require(["assignment"])
    aliases = by_alias(people.values())
    found: dict[tuple[str, str], Extension] = {}
    for row in table.rows:
        who, students = _who(row, groups, aliases)
        for assignment in _assignments(row, calendar):
            due, by = _new_due(row, assignment, calendar)
            reason = f", {row.cells['reason']}" if row.cells.get("reason") else ""
            extension = Extension(due, f"{by} ({file.name}:{row.line}, {who}{reason})")
            for student in students:
                key = (student.casefold(), assignment)
                old = found.get(key)
                if old is None or old.due.astimezone(UTC) < due.astimezone(UTC):
                    found[key] = extension
    return found


def read_groups(file: Path, people: Mapping[str, Person]) -> dict[str, tuple[str, ...]]:
    """Read groups, columns ``group`` and ``student``; return each group's students, by all their names."""
    table = read_table(file)
    table.require(["group", "student"])
    aliases = by_alias(people.values())
    groups: dict[str, tuple[str, ...]] = {}
    for row in table.rows:
        for column in ("group", "student"):
            if not row.cells[column]:
                raise row.error(column, "is empty; every line needs a group and a student")
        group = same(row.cells["group"])
        groups[group] = (*groups.get(group, ()), *_names(row, aliases))
    return groups


def _who(
    row: Row, groups: Mapping[str, tuple[str, ...]], aliases: Mapping[str, Person]
) -> tuple[str, tuple[str, ...]]:
    student, group = row.cells.get("student", ""), same(row.cells.get("group", ""))
    if bool(student) == bool(group):
        column = "group" if group else "student"
        raise row.error(column, "a line is for one student or one group; fill in exactly one of the two")
    if student:
        return f"student {student}", _names(row, aliases)
    if group not in groups:
        near = difflib.get_close_matches(group, groups, n=1)
        rest = (
            f"did you mean {near[0]!r}?"
            if near
            else f"there are: {', '.join(groups)}"
            if groups
            else "name the file with groups in course.toml: [course] groups"
        )
        raise row.error("group", f"there is no group {group!r}; {rest}")
    return f"group {group}", groups[group]


def _names(row: Row, aliases: Mapping[str, Person]) -> tuple[str, ...]:
    """Return every name of the student a line is for."""
    name = same(row.cells["student"])
    if not aliases:
        return (name,)
    person = find_person(aliases, name)
    if person is None:
        near = difflib.get_close_matches(name, aliases, n=1)
        rest = f"; did you mean {aliases[near[0]].student!r}?" if near else ""
        raise row.error("student", f"nobody in the roster is called {name!r}{rest}")
    return tuple(alias for alias in person.aliases if aliases.get(alias) == person)


def _assignments(row: Row, calendar: Calendar) -> list[str]:
    """Return the assignments a line is for."""
    wanted = row.cells["assignment"]
    if wanted == ALL:
        return [name for name, due in calendar.dues.items() if due is not None]
    if not wanted:
        raise row.error("assignment", f"is empty; name an assignment, or {ALL} for all that are due")
    try:
        name = calendar.find(wanted)
    except CourseError as error:
        raise row.error("assignment", error.sentence) from None
    if calendar.dues.get(name) is None:
        raise row.error("assignment", f"{name} has no due time in course.toml that could be extended")
    return [name]


def _new_due(row: Row, assignment: str, calendar: Calendar) -> tuple[datetime, str]:
    """Return the new due time and how it came about."""
    text, days = row.cells.get("due", ""), row.cells.get("days", "")
    old = calendar.dues[assignment]
    assert old is not None  # noqa: S101 (for the type checker: `_assignments` has refused it)
    if bool(text) == bool(days):
        column = "days" if days else "due"
        raise row.error(
            column, "a line gives a new due time or a number of days; fill in exactly one of the two"
        )
    if days:
        if not days.isascii() or not days.isdigit() or not 1 <= int(days) <= _MOST_DAYS:
            raise row.error("days", f"must be a whole number of days from 1 to {_MOST_DAYS}, not {days!r}")
        zone = calendar.zone or old.tzinfo or UTC
        return days_later(old, int(days), zone), f"extended by {days} day{'s' * (days != '1')}"
    due = _moment(row, text, calendar.zone)
    if due.astimezone(UTC) <= old.astimezone(UTC):
        if row.cells["assignment"] == ALL:
            return old, "not extended"
        raise row.error("due", f"{text} is not after the due time of {assignment}, {old.isoformat(' ')}")
    return due, "extended"


def _moment(row: Row, text: str, zone: tzinfo | None) -> datetime:
    """Read a due time."""
    try:
        due = datetime.fromisoformat(text)
    except ValueError:
        due = None
    if due is None or not any(mark in text for mark in "T t:"):
        example = "2026-10-07 23:59 or 2026-10-07 23:59+02:00"
        raise row.error("due", f"must be a day and a time, as in {example}, not {text!r}")
    if due.tzinfo is not None:
        return due
    if zone is None:
        raise row.error("due", "needs an offset such as +02:00 on this machine")
    try:
        return localised(due, zone)
    except ValueError as error:
        raise row.error("due", f"{text} {error}") from None
