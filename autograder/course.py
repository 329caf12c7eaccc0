"""The course: its settings, read from ``course.toml``, and the assignments on disk.

``course.toml`` holds calendar and policy: limits, tolerances, the late rule, due dates. Content (exercises,
points, tests) is in the assignments' folders and never here. Every key may be left out. Submissions are
collected by `autograder.collecting`; lateness is turned into points by `autograder.grading`.
"""

import difflib
import keyword
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

from autograder.extensions import Calendar, Extension, read_extensions, read_groups
from autograder.model import Assignment, CourseError
from autograder.roster import Person, read_roster
from autograder.settings import Settings, choice, number, number_pairs
from autograder.zones import localised, zone_named

SETTINGS = "course.toml"
_ASSIGNMENT = re.compile(r"[0-9]{2}_[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one submission may use.

    Parameters
    ----------
    call_seconds, import_seconds, submission_seconds : float
        Seconds for one call of a student's function, for importing the file, for everything together.
    memory_mb, source_kb, reply_mb : int
        Memory of the student's process, size of the submitted source, size of one returned value.
    """

    call_seconds: float = number(10, 0.1, 3600)
    import_seconds: float = number(10, 0.1, 3600)
    submission_seconds: float = number(120, 1, 86400)
    memory_mb: int = number(1024, 64, 1 << 20)
    source_kb: int = number(256, 1, 4096)
    reply_mb: int = number(64, 1, 1024)


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Two values agree when ``|actual - expected| <= atol + rtol * |expected|``."""

    rtol: float = number(0, 0, 1e-2)
    atol: float = number(0, 0, 1e-2)


@dataclass(frozen=True, slots=True)
class Tolerances:
    """One tolerance for each floating dtype.

    They are for a single elementary operation. The error of a sum of n terms grows like ``sqrt(n)``, so a
    comparison that knows the length of its reduction multiplies both numbers by its square root.
    """

    float64: Tolerance = Tolerance(1e-8, 1e-9)
    float32: Tolerance = Tolerance(2e-4, 2e-5)


@dataclass(frozen=True, slots=True)
class LateRule:
    """What lateness costs.

    Parameters
    ----------
    method : {"none", "zero", "per_day", "per_hour", "steps"}
        Nothing; everything; `percent_per_day` for each day begun, a day being one of the course's calendar
        also where clocks change; `percent_per_hour` for each hour begun; what `steps` say.
    percent_per_day, percent_per_hour : float
        Percent of the raw score.
    grace_minutes : float
        Minutes after the due time that still count as in time. Days and hours are counted from the due time.
    max_days : int
        With ``per_day`` and ``per_hour``: more days late than this earn nothing.
    max_percent : float
        With ``per_day``, ``per_hour`` and ``steps``: the cap, never more than this is taken, as long as the
        submission earns anything.
    steps : tuple of (hours, percent)
        With ``steps``: up to so many hours late costs so many percent; later than the last earns nothing.
    """

    method: str = choice("none", "zero", "per_day", "per_hour", "steps")
    percent_per_day: float = number(10, 0, 100)
    grace_minutes: float = number(0, 0, 7 * 24 * 60)
    max_days: int = number(7, 1, 366)
    percent_per_hour: float = number(1, 0, 100)
    max_percent: float = number(100, 0, 100)
    steps: tuple[tuple[float, float], ...] = number_pairs(0, 100)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When an assignment is due (time zone aware; None: never late), and its weight in the course's mean.

    `late` is its own late rule; None is the course's.
    """

    due: datetime | None = None
    weight: float = number(1, 0, 1000)
    late: LateRule | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """Everything ``course.toml`` and the tables it names say, with defaults for what they leave out.

    `people` are the students of the roster by name, `extensions` what was granted by (student, assignment);
    `drop_lowest` assignments do not count in a student's mean.
    """

    root: Path
    name: str = "course"
    timezone: str = "UTC"
    limits: Limits = Limits()
    tolerances: Tolerances = Tolerances()
    late: LateRule = LateRule()
    schedules: Mapping[str, Schedule] = field(default_factory=dict)
    drop_lowest: int = 0
    people: Mapping[str, Person] = field(default_factory=dict)
    extensions: Mapping[tuple[str, str], Extension] = field(default_factory=dict)

    @property
    def zone(self) -> tzinfo:
        """The course's time zone; UTC where Python has no time zones."""
        return zone_named(self.timezone) or UTC

    def schedule(self, assignment: str) -> Schedule:
        """Return the schedule of an assignment, by full name; one not listed is never late and weighs 1."""
        return self.schedules.get(assignment, Schedule())


@dataclass(frozen=True, slots=True)
class _Names:
    """The table ``[course]``."""

    name: str = "course"
    timezone: str = "UTC"
    drop_lowest: int = number(0, 0, 99)
    roster: str = ""
    roster_student: str = ""
    groups: str = ""
    extensions: str = ""


def find_root(start: Path) -> Path:
    """Return the folder that holds ``course.toml``: `start` or the nearest folder above it."""
    start = start.absolute()
    for folder in (start, *start.parents):
        if (folder / SETTINGS).is_file():
            return folder
    raise CourseError(
        f"there is no {SETTINGS} in {start} or above it; go into the course's folder, or name it"
    )


def load_course(root: Path) -> Course:
    """Read ``course.toml`` below `root`, and the roster, groups and extensions it names.

    These name students, so a students' copy, which has no ``solutions/``, does without them.

    Raises
    ------
    CourseError
        With file and line, for text that is not TOML and for keys and values that cannot be meant.
    """
    file = root / SETTINGS
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise CourseError("there is no such file; an empty one will do", (file, None)) from None
    except UnicodeDecodeError:
        raise CourseError("this is not UTF-8 text; save it as UTF-8", (file, None)) from None
    settings = Settings(file, text)
    table = settings.parse()
    settings.refuse_unknown(table, ("course", "limits", "tolerances", "late", "assignments"), ())
    names = settings.section(_Names(), table.get("course", {}), ("course",))
    zone = _zone(settings, names.timezone)
    late = _late_rule(settings, LateRule(), table.get("late", {}), ("late",))
    course = Course(
        root=root,
        name=names.name,
        timezone=names.timezone,
        limits=settings.section(Limits(), table.get("limits", {}), ("limits",)),
        tolerances=settings.section(Tolerances(), table.get("tolerances", {}), ("tolerances",)),
        late=late,
        schedules=_schedules(settings, table.get("assignments", {}), zone, late),
        drop_lowest=names.drop_lowest,
    )
    return _with_class(course, names, zone) if (root / "solutions").is_dir() else course


def _with_class(course: Course, names: _Names, zone: tzinfo | None) -> Course:
    """Read the tables that name students."""
    root = course.root
    people = read_roster(root / names.roster, names.roster_student) if names.roster else {}
    groups = read_groups(root / names.groups, people) if names.groups else {}
    if not names.extensions:
        return replace(course, people=people)
    calendar = Calendar(
        dues={one.name: course.schedule(one.name).due for one in find_assignments(root)},
        find=lambda name: find_assignment(root, name).name,
        zone=zone,
    )
    extensions = read_extensions(root / names.extensions, groups, calendar, people)
    return replace(course, people=people, extensions=extensions)


def find_assignments(root: Path) -> list[Assignment]:
    """Return the assignments on disk, sorted by name.

    They are the folders called like ``04_attention`` below ``solutions/`` or, in a students' copy, which has
    no such folder, below ``assignments/``. Folders of other names are left alone.
    """
    folder = root / "solutions" if (root / "solutions").is_dir() else root / "assignments"
    if not folder.is_dir():
        return []
    return [
        Assignment(one.name, one) for one in sorted(folder.iterdir()) if one.is_dir() and is_name(one.name)
    ]


def is_name(name: str) -> bool:
    """Tell whether a folder of this name can be an assignment: two digits, an underscore, a module's name."""
    return _ASSIGNMENT.fullmatch(name) is not None and not keyword.iskeyword(name[3:])


def find_assignment(root: Path, name: str) -> Assignment:
    """Return one assignment by its name, as in ``04_attention``, ``04``, ``attention`` or a path ending so.

    Raises
    ------
    CourseError
        If there is none, with the nearest name there is, or if there are two.
    """
    assignments = find_assignments(root)
    wanted = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    found = [one for one in assignments if wanted in (one.name, one.number, one.module)]
    if len(found) == 1:
        return found[0]
    if found:
        both = " and ".join(one.name for one in found)
        raise CourseError(f"{wanted!r} could be {both}; give the full name")
    known = {alias: one.name for one in assignments for alias in (one.module, one.number, one.name)}
    nearest = difflib.get_close_matches(wanted, known, n=1)
    if nearest:
        raise CourseError(f"there is no assignment {wanted!r}; did you mean {known[nearest[0]]}?")
    names = ", ".join(one.name for one in assignments) or "none yet"
    raise CourseError(f"there is no assignment {wanted!r}; there are: {names}")


def _schedules(settings: Settings, table: Any, zone: tzinfo | None, late: LateRule) -> dict[str, Schedule]:
    """Read ``[assignments.*]``; a due time without an offset is meant in the course's time zone.

    A students' copy may hold some of the assignments only; what is said of the others is left alone there.
    """
    path = ("assignments",)
    if not isinstance(table, dict):
        raise settings.error(path, "must be a table, as in [assignments.04_attention]")
    root = settings.file.parent
    known = [one.name for one in find_assignments(root)]
    if not (root / "solutions").is_dir():
        table = {name: entry for name, entry in table.items() if name in known}
    settings.refuse_unknown(table, known, path, "is not a folder of the course")
    return {name: _schedule(settings, entry, (*path, name), zone, late) for name, entry in table.items()}


def _schedule(
    settings: Settings, entry: Any, path: tuple[str, ...], zone: tzinfo | None, late: LateRule
) -> Schedule:
    """Read the table of one assignment."""
    own = isinstance(entry, dict) and "late" in entry
    plain = {key: value for key, value in entry.items() if key != "late"} if own else entry
    schedule = settings.section(Schedule(), plain, path)
    if own:
        schedule = replace(schedule, late=_late_rule(settings, late, entry["late"], (*path, "late")))
    if schedule.due is None or schedule.due.tzinfo is not None:
        return schedule
    if zone is None:
        raise settings.error((*path, "due"), "needs an offset such as +02:00 on this machine")
    try:
        return replace(schedule, due=localised(schedule.due, zone))
    except ValueError as error:
        raise settings.error((*path, "due"), f"{schedule.due} {error}") from None


def _late_rule(settings: Settings, default: LateRule, table: Any, path: tuple[str, ...]) -> LateRule:
    """Read a late rule; a method without what it goes by is refused."""
    rule = settings.section(default, table, path)
    if rule.method == "steps" and not rule.steps:
        raise settings.error(
            (*path, "method"), "is 'steps' and there are none; add steps = [[24, 10], [72, 30]]"
        )
    return rule


def _zone(settings: Settings, name: str) -> tzinfo | None:
    """Return a time zone; None where Python has none at all."""
    try:
        return zone_named(name)
    except ValueError as near:
        raise settings.error(
            ("course", "timezone"), f"must name a time zone, as {near} does, not {name!r}"
        ) from None
