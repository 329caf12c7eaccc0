"""Submissions on disk, in nbgrader's layout: ``submitted/<student>/<assignment>/<module>.py``.

From each student's folder one file is taken, the assignment's own, and nothing else: no tests, no data, no
settings. It is handed on as text, and never parsed or run here. Whatever is wrong with one submission becomes
its `problem` and leaves the others alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.answers import source_from_notebook
from autograder.model import Assignment, CourseError, Submission
from autograder.notebooks import digest, notebook_from_stub
from autograder.plain_files import Folder, open_folder, printable
from autograder.stubs import stub_of
from autograder.timestamps import parse_timestamp

NOTEBOOK_FACTOR = 32
"""A notebook may be so many times as large as a source file: most of it is pictures."""

TIMESTAMP = "timestamp.txt"

_TOO_LARGE = "is larger than"

NOTHING = "nothing was handed in"
"""How the problem of a submission that is not there begins."""


def find_submissions(submitted: Path, assignment: Assignment, source_kb: int = 256) -> list[Submission]:
    """Return one submission for each student's folder, sorted by student.

    Hidden folders and loose files are no students. A student who has a folder but nothing for the assignment
    gets a submission with a problem; when nobody has anything, the assignment was not collected and the list
    is empty.

    The Python file counts when a notebook lies beside it, unless it is the untouched stub. A time comes from
    ``timestamp.txt`` alone.

    Parameters
    ----------
    submitted : Path
        The folder of all submissions; it may be a link, nothing below it may.
    assignment : Assignment
        Ours, below ``solutions/``: its stub says what of a notebook is the student's.
    source_kb : int
        Largest source file in kB.

    Raises
    ------
    CourseError
        If there is no such folder, or if our own solution cannot be made a stub.
    """
    if not submitted.is_dir():
        raise CourseError(
            f"there is no folder {submitted}; submissions lie in STUDENT/{assignment.name}/ below it"
        )
    students = [one.name for one in submitted.iterdir() if not one.name.startswith(".")]
    found = []
    anybody = False
    stub = stub_of(assignment.source.read_text(encoding="utf-8"), assignment.source)
    ours = _Ours(assignment, stub, notebook_from_stub(stub, assignment.module, ""), source_kb)
    with open_folder(submitted) as root:
        for name in sorted(students):
            path = submitted / name
            if not (path.is_dir() or path.is_symlink()):
                continue
            try:
                with root.enter(name) as student, student.enter(assignment.name) as folder:
                    anybody = True
                    found.append(_read(folder, printable(name), ours))
            except FileNotFoundError as error:
                problem = f"{NOTHING}: there is no folder {error}"
                found.append(_refused(printable(name), assignment, problem, path / assignment.name))
            except CourseError as error:
                anybody = True
                found.append(_refused(printable(name), assignment, str(error), path / assignment.name))
    return found if anybody else []


def who_handed_in(submitted: Path, assignments: Iterable[str]) -> set[tuple[str, str]]:
    """Return (student, assignment) for everything that lies below `submitted`, without reading it."""
    found = set()
    names = list(assignments)
    with open_folder(submitted) as root:
        for path in submitted.iterdir():
            if path.name.startswith(".") or path.is_symlink() or not path.is_dir():
                continue
            with root.enter(path.name) as student:
                found |= {(printable(path.name), name) for name in names if student.holds(name)}
    return found


@dataclass(frozen=True, slots=True)
class _Ours:
    """Our side of an assignment."""

    assignment: Assignment
    stub: str
    notebook: dict[str, Any]
    source_kb: int


def _refused(student: str, assignment: Assignment, problem: str, folder: Path) -> Submission:
    return Submission(student, assignment.name, None, problem, None, folder / assignment.source.name)


def _read(folder: Folder, student: str, ours: _Ours) -> Submission:
    """Read one student's submission from the assignment's folder."""
    assignment, source_kb = ours.assignment, ours.source_kb
    name, notes = assignment.source.name, []
    submitted_at = None
    text = problem = None
    try:
        submitted_at = parse_timestamp(folder.read(TIMESTAMP, 1024).decode("utf-8-sig"))
        if submitted_at is None:
            notes.append(f"{folder.name}/{TIMESTAMP} holds no time nbgrader could have written")
    except FileNotFoundError:
        pass
    except (CourseError, UnicodeDecodeError):
        notes.append(f"{folder.name}/{TIMESTAMP} cannot be read")
    try:
        if folder.holds(assignment.notebook.name):
            if not folder.holds(name):
                name = assignment.notebook.name
            elif digest(_source(folder, name, source_kb)) == digest(ours.stub):
                notes.append(f"{name} is the untouched stub, so {assignment.notebook.name} was graded")
                name = assignment.notebook.name
            else:
                notes.append(f"{name} was graded, not {assignment.notebook.name} beside it")
        if name == assignment.source.name:
            text = _source(folder, name, source_kb)
        else:
            data = folder.read(name, source_kb * 1024 * NOTEBOOK_FACTOR)
            text = _checked(source_from_notebook(data, ours.notebook, source_kb * 1024), name)
    except FileNotFoundError:
        others = [printable(one) for one in folder.names()]
        rest = f"; it holds {', '.join(others[:5])}{', …' if others[5:] else ''}" if others else ""
        problem = f"there is no {name} in {folder.name}{rest}"
    except CourseError as error:
        problem = str(error)
        if name == assignment.notebook.name and _TOO_LARGE in problem:
            problem += "; clear its outputs, save it and hand it in again"
    path = folder.path / name
    return Submission(student, assignment.name, text, problem, submitted_at, path, "; ".join(notes))


def _source(folder: Folder, name: str, source_kb: int) -> str:
    """Read a Python file."""
    try:
        text = folder.read(name, source_kb * 1024).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CourseError(
            f"{name} is not UTF-8 text (byte {error.start}); save it with the encoding UTF-8"
        ) from None
    if not text.strip():
        raise CourseError(f"{name} is empty")
    return _checked(text.replace("\r\n", "\n").replace("\r", "\n"), name)


def _checked(text: str, name: str) -> str:
    """Refuse characters that no Python source may hold."""
    if "\0" in text:
        raise CourseError(f"{name} holds a NUL character, so it is not a text; save it again from an editor")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise CourseError(
            f"{name} holds half a character (a surrogate); save it again from an editor"
        ) from None
    return text
