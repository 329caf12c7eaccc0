"""The course: its settings, read from ``course.toml``, and the assignments on disk.

``course.toml`` holds calendar and policy: limits, tolerances, the late rule, due dates. Content (exercises,
points, tests) is in the assignments' folders and never here. Every key may be left out. Submissions are
collected by `autograder.collecting`; lateness is turned into points by `autograder.grading`.
"""

import difflib
import keyword
import re
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder.model import Assignment, CourseError
from autograder.settings import Settings, choice, number

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

    float64: Tolerance = Tolerance(1e-7, 1e-9)
    float32: Tolerance = Tolerance(2e-4, 2e-5)


@dataclass(frozen=True, slots=True)
class LateRule:
    """What lateness costs.

    Parameters
    ----------
    method : {"none", "zero", "per_day"}
        Nothing; everything; `percent_per_day` of the raw score for each day begun.
    percent_per_day : float
        Percent of the raw score.
    grace_minutes : float
        Minutes after the due time that still count as in time. Days are counted from the due time.
    max_days : int
        With ``per_day``: more days late than this earn nothing.
    """

    method: str = choice("none", "zero", "per_day")
    percent_per_day: float = number(10, 0, 100)
    grace_minutes: float = number(0, 0, 7 * 24 * 60)
    max_days: int = number(7, 1, 366)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When an assignment is due (time zone aware; None: never late), and its weight in the course's mean."""

    due: datetime | None = None
    weight: float = number(1, 0, 1000)


@dataclass(frozen=True, slots=True)
class Course:
    """Everything ``course.toml`` says, with defaults for what it leaves out."""

    root: Path
    name: str = "course"
    timezone: str = "UTC"
    limits: Limits = Limits()
    tolerances: Tolerances = Tolerances()
    late: LateRule = LateRule()
    schedules: Mapping[str, Schedule] = field(default_factory=dict)

    def schedule(self, assignment: str) -> Schedule:
        """Return the schedule of an assignment, by full name; one not listed is never late and weighs 1."""
        return self.schedules.get(assignment, Schedule())


@dataclass(frozen=True, slots=True)
class _Names:
    """The table ``[course]``."""

    name: str = "course"
    timezone: str = "UTC"


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
    """Read ``course.toml`` below `root`.

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
    return Course(
        root=root,
        name=names.name,
        timezone=names.timezone,
        limits=settings.section(Limits(), table.get("limits", {}), ("limits",)),
        tolerances=settings.section(Tolerances(), table.get("tolerances", {}), ("tolerances",)),
        late=settings.section(LateRule(), table.get("late", {}), ("late",)),
        schedules=_schedules(settings, table.get("assignments", {}), _zone(settings, names.timezone)),
    )


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


def _schedules(settings: Settings, table: Any, zone: zoneinfo.ZoneInfo | None) -> dict[str, Schedule]:
    """Read ``[assignments.*]``; a due time without an offset is meant in the course's time zone."""
    path = ("assignments",)
    if not isinstance(table, dict):
        raise settings.error(path, "must be a table, as in [assignments.04_attention]")
    known = [one.name for one in find_assignments(settings.file.parent)]
    settings.refuse_unknown(table, known, path, "is not a folder of the course")
    schedules = {name: settings.section(Schedule(), entry, (*path, name)) for name, entry in table.items()}
    for name, schedule in schedules.items():
        if schedule.due is not None and schedule.due.tzinfo is None:
            if zone is None:
                raise settings.error((*path, name, "due"), "needs an offset such as +02:00 on this machine")
            schedules[name] = replace(schedule, due=schedule.due.replace(tzinfo=zone))
    return schedules


def _zone(settings: Settings, name: str) -> zoneinfo.ZoneInfo | None:
    """Return a time zone; None where Python has no time zones at all (Windows without ``tzdata``)."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        known = zoneinfo.available_timezones()
    if not known:
        return None
    near = difflib.get_close_matches(name, known, n=1) or ["Europe/Berlin"]
    raise settings.error(("course", "timezone"), f"must name a time zone, as {near[0]} does, not {name!r}")
