"""nbgrader's ``source/`` from ``solutions/``: what ``nbgrader generate_assignment`` makes the students' from.

A folder holds what students get of an assignment, with the notebook solved: nbgrader cuts the solutions out.
Hidden tests stay in ``solutions/``; no notebook has them. Files that are not ours are left alone, for
instructors may add some. nbgrader itself is not needed.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from autograder.course import find_assignments
from autograder.generating import Change, State, shipped_files, source_notebook
from autograder.model import CourseError
from autograder.notebooks import notebook_text
from autograder.writing import write_file

SOURCE = Path("source")


def write_source(
    root: Path, names: Collection[str] | None = None, *, check: bool = False, replace: bool = True
) -> list[Change]:
    """Make ``source/NN_name/`` of every ``solutions/NN_name/`` and return what had to change.

    Parameters
    ----------
    root : Path
        The course's root.
    names : collection of str, optional
        Only these assignments, by full name.
    check : bool
        Write nothing.
    replace : bool
        Write over files that differ; without, only what is missing is made.
    """
    changes = []
    for assignment in find_assignments(root):
        if names is not None and assignment.name not in names:
            continue
        files = shipped_files(assignment)
        files[assignment.notebook.name] = notebook_text(source_notebook(assignment)).encode()
        for name, content in files.items():
            path = SOURCE / assignment.name / name
            state = _state(root / path, content)
            if state is None or (state is State.STALE and not replace):
                continue
            if not check:
                write_file(root / path, content)
            changes.append(Change(path, state))
    return changes


def _state(file: Path, content: bytes) -> State | None:
    if not file.exists():
        return State.MISSING
    if not file.is_file():
        raise CourseError("a folder is in the way of a generated file; move it away", (file, None))
    return None if file.read_bytes() == content else State.STALE
