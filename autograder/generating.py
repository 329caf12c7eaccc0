"""``assignments/`` from ``solutions/``: what students get, made from what only instructors have.

``assignments/`` is checked in so that it can be read and diffed, and never edited: what is in it and is not
generated is removed. Each file is written whole. Nothing is run; handout and public tests are copied as
they are.
"""

import os
import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from autograder.course import find_assignments
from autograder.exercises import exercises_in
from autograder.model import Assignment, CourseError
from autograder.notebooks import notebook_from_stub, notebook_text, reading_order
from autograder.stubs import BEGIN, YOUR_CODE, stub_of
from autograder.writing import write_file

FIGURES = "figures"
PICTURES = "pictures.py"
"""What ``autograder show`` draws; beside it the hints are shipped too, in every language there is."""
DATA = (".npz", ".npy", ".csv", ".txt")
"""What `cases` may read: files of these kinds beside it are shipped with it."""
CACHES = ("__pycache__", ".pytest_cache", ".ipynb_checkpoints", ".mypy_cache", ".ruff_cache", ".hypothesis")


class State(StrEnum):
    """How a file in ``assignments/`` differs from what would be generated."""

    MISSING = "missing"
    STALE = "stale"
    SUPERFLUOUS = "superfluous"


@dataclass(frozen=True, slots=True)
class Change:
    """One file that was, or would be, written or removed; its path is relative to the course's root."""

    path: Path
    state: State


def generate(root: Path, names: Collection[str] | None = None, *, check: bool = False) -> list[Change]:
    """Make ``assignments/NN_name/`` of every ``solutions/NN_name/`` and return what had to change.

    Parameters
    ----------
    root : Path
        The course's root.
    names : collection of str, optional
        Only these assignments, by full name; other folders are left alone.
    check : bool
        Write and remove nothing.

    Raises
    ------
    CourseError
        If this is a students' copy, or a solution cannot be made a stub; then nothing has been written.
    """
    if not (root / "solutions").is_dir():
        raise CourseError(f"{root} is a students' copy: it has no solutions/ to generate assignments from")
    chosen = [one for one in find_assignments(root) if names is None or one.name in names]
    expected = {
        Path("assignments", one.name, name): content
        for one in chosen
        for name, content in shipped_files(one).items()
    }
    folders = [Path("assignments")] if names is None else [Path("assignments", one.name) for one in chosen]
    changes = []
    for path, content in expected.items():
        state = _state(root / path, content)
        if state is not None:
            changes.append(Change(path, state))
    for folder in folders:
        changes += [Change(path, State.SUPERFLUOUS) for path in _files(root, folder) if path not in expected]
    changes.sort(key=lambda change: change.path)
    if not check:
        for change in changes:
            if change.state is State.SUPERFLUOUS:
                (root / change.path).unlink()
        for change in changes:
            if change.state is not State.SUPERFLUOUS:
                write_file(root / change.path, expected[change.path])
        for folder in folders:
            _remove_empty(root / folder)
    return changes


def shipped_files(assignment: Assignment) -> dict[str, bytes]:
    """Return the files of an assignment that students get: name relative to its folder, and content.

    They are the stub and its notebook, the handout with its figures, ``cases.py`` with its data,
    ``harness.py`` if there is one, and the public tests.

    Parameters
    ----------
    assignment : Assignment
        Below ``solutions/``.
    """
    for file in (assignment.source, assignment.handout, assignment.cases, assignment.public):
        if not file.is_file():
            raise CourseError(f"an assignment needs {file.name}; `autograder new` shows one", (file, None))
    stub = stub_of(_text(assignment.source), assignment.source)
    files = {
        assignment.source.name: stub.encode(),
        assignment.notebook.name: notebook_text(student_notebook(assignment)).encode(),
    }
    hints = sorted(assignment.folder.glob("hints*.toml"))
    shown = (assignment.handout, assignment.cases, assignment.harness, assignment.public)
    for file in (*shown, *hints, assignment.folder / PICTURES):
        if file.is_file():
            files[file.name] = file.read_bytes()
    data = [file for file in assignment.folder.iterdir() if file.suffix in DATA]
    for file in sorted([*data, *(assignment.folder / FIGURES).rglob("*")]):
        name = file.relative_to(assignment.folder)
        if file.is_file() and not _is_cache(name):
            files[name.as_posix()] = file.read_bytes()
    return files


def student_notebook(assignment: Assignment) -> dict[str, Any]:
    """Return the notebook students get."""
    return _notebook(assignment, stub_of(_text(assignment.source), assignment.source), YOUR_CODE)


def source_notebook(assignment: Assignment) -> dict[str, Any]:
    """Return the notebook nbgrader makes the students' from: the same cells, with the solution in them.

    Hidden tests are not in it.
    """
    stub_of(_text(assignment.source), assignment.source)  # refuses what nbgrader would misread
    return _notebook(assignment, _text(assignment.source), BEGIN)


def _notebook(assignment: Assignment, text: str, marker: str) -> dict[str, Any]:
    exercises = exercises_in(assignment.public)
    places = reading_order(_text(assignment.source), BEGIN, exercises)
    return notebook_from_stub(text, assignment.module, _handout(assignment), exercises, marker, places)


def _handout(assignment: Assignment) -> str:
    """Return the handout, which opens with its title."""
    text = _text(assignment.handout).lstrip("\ufeff")
    first = text.split("\n", 1)[0]
    if not first.startswith("# ") or not first[2:].strip():
        title = f"# {assignment.number} {assignment.module.replace('_', ' ').capitalize()}"
        raise CourseError(f"a handout opens with its title, as in {title!r}", (assignment.handout, 1))
    return text


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise CourseError("this is not UTF-8 text; save it as UTF-8", (file, None)) from None


def _state(file: Path, content: bytes) -> State | None:
    """Compare a file with what it should hold; line ends are git's business."""
    if file.is_symlink() or (file.exists() and not file.is_file()):
        raise CourseError("a link or a folder is in the way of a generated file; remove it", (file, None))
    if not file.is_file():
        return State.MISSING
    same = file.read_bytes().replace(b"\r\n", b"\n") == content.replace(b"\r\n", b"\n")
    return None if same else State.STALE


def _files(root: Path, folder: Path) -> Iterator[Path]:
    """Yield everything below a folder that is neither a folder nor a cache, relative to `root`."""
    for where, folders, files in os.walk(root / folder):
        here = Path(where).relative_to(root)
        links = [name for name in folders if Path(where, name).is_symlink()]
        folders[:] = [name for name in folders if name not in links and not _is_cache(Path(name))]
        yield from (here / name for name in (*files, *links) if not _is_cache(Path(name)))


def _is_cache(name: Path) -> bool:
    return any(part.startswith(".") or part in CACHES for part in name.parts)


def _remove_empty(folder: Path) -> None:
    """Remove folders that hold nothing, or caches alone, below and including `folder`."""
    if not folder.is_dir():
        return
    for child in folder.iterdir():
        if child.is_dir() and not child.is_symlink() and child.name not in CACHES:
            _remove_empty(child)
    if all(child.name in CACHES for child in folder.iterdir()):
        shutil.rmtree(folder)
