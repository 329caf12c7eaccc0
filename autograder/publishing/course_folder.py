"""A folder made ready to teach from: settings, assignments, and what nbgrader and its formgrader look for.

Nothing that is there is ever written over or removed, so it can be run again at any time. nbgrader itself is
not needed.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.course import SETTINGS, find_assignments, load_course
from autograder.generating import CACHES, generate
from autograder.model import Assignment, CourseError
from autograder.publishing.source_tree import SOURCE, write_source
from autograder.writing import write_file

CONFIG = "nbgrader_config.py"
_SUBMITTED = "submitted"
# what is made, and what holds names or grades
_IGNORED = (
    *("submitted", "reports", "feedback", "autograded", "source", "release", "gradebook.db"),
    *("grades.csv", "report.html", "similarity", "gradescope"),
)


@dataclass(frozen=True, slots=True)
class Made:
    """One file or folder, relative to the course's folder: made now, or left as it was."""

    path: Path
    new: bool


def init(directory: Path, assignments: Sequence[Assignment] = (), name: str = "") -> Iterator[Made]:
    """Make what a course's folder lacks, and yield each thing as it is made or found.

    Parameters
    ----------
    directory : Path
        Made if it is not there.
    assignments : sequence of Assignment
        Of another course, to be copied into this one's ``solutions/``.
    name : str
        The course's, for a new ``course.toml``; by default the folder's.

    Raises
    ------
    CourseError
        If `directory` is a file, or its ``course.toml`` or a solution has a fault.
    """
    if directory.exists() and not directory.is_dir():
        raise CourseError(f"{directory} is a file; name a folder")
    root = directory.resolve()
    root.mkdir(parents=True, exist_ok=True)
    yield _file(root, Path(SETTINGS), _settings(name or root.name))
    for assignment in assignments:
        yield _copied(root, assignment)
    (root / "solutions").mkdir(exist_ok=True)
    course = load_course(root)
    yield _file(root, Path(CONFIG), nbgrader_config(course.name, course.timezone))
    yield _file(root, Path(".gitignore"), "".join(f"/{one}\n" for one in _IGNORED))
    new = [one.name for one in find_assignments(root) if not (root / "assignments" / one.name).exists()]
    for one in find_assignments(root):
        if one.name in new:
            generate(root, {one.name})
        yield Made(Path("assignments", one.name), one.name in new)
        yield Made(SOURCE / one.name, bool(write_source(root, {one.name}, replace=False)))
    for folder in (SOURCE, Path(_SUBMITTED)):
        there = (root / folder).is_dir()
        (root / folder).mkdir(exist_ok=True)
        if not there:
            yield Made(folder, new=True)


def nbgrader_config(name: str, timezone: str) -> str:
    """Return the text of ``nbgrader_config.py``."""
    return _CONFIG.format(course_id=json.dumps(course_id(name)), timezone=json.dumps(timezone))


def course_id(name: str) -> str:
    """Return a course's name as nbgrader can take it: it names a folder of the exchange."""
    plain = "".join(one if one.isascii() and one.isalnum() else "-" for one in name.casefold())
    return "-".join(part for part in plain.split("-") if part) or "course"


def _file(root: Path, path: Path, text: str) -> Made:
    new = not (root / path).exists()
    if new:
        write_file(root / path, text)
    return Made(path, new)


def _copied(root: Path, assignment: Assignment) -> Made:
    path = Path("solutions", assignment.name)
    new = not (root / path).exists()
    if new:
        shutil.copytree(assignment.folder, root / path, ignore=shutil.ignore_patterns(*CACHES))
    return Made(path, new)


def _settings(name: str) -> str:
    printable = "".join(one for one in name if one.isprintable()) or "course"
    text = (Path(__file__).parent / "templates" / SETTINGS).read_text(encoding="utf-8")
    return text.replace('"Deep learning by hand"', json.dumps(printable, ensure_ascii=False), 1)


_CONFIG = '''"""Settings of nbgrader, made by `autograder init`. Yours to change: it is never written over."""

from pathlib import Path

c = get_config()  # noqa: F821 (nbgrader's)

c.CourseDirectory.root = str(Path(__file__).resolve().parent)
c.CourseDirectory.course_id = {course_id}
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", ".pytest_cache", "feedback"]

# Where `autograder grade` and nbgrader keep grades. Any URL of SQLAlchemy's, such as
# postgresql+psycopg://user@host/database
# c.CourseDirectory.db_url = "sqlite:////absolute/path/of/gradebook.db"

c.NbGraderAPI.timezone = {timezone}
c.Exchange.timezone = {timezone}

# `nbgrader validate` runs the public tests of one exercise in a cell
c.Execute.timeout = 120

# students may hand in the notebook or the Python file
c.FileNameCollectorPlugin.valid_ext = [".ipynb", ".py"]

# nbgrader's Autograde would run students' code on this machine unlocked, and mark it by the public tests.
# This makes it `autograder grade` for that student.
c.Autograde.sanitize_preprocessors = ["autograder.publishing.autograde_button.LockedAutograde"]
c.Autograde.autograde_preprocessors = []
'''
