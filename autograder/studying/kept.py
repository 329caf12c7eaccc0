"""Small things that are remembered between commands, in pytest's cache and nowhere else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from autograder.checking.progress import KEPT, digest_of
from autograder.checking.scoreboard import Row, Standing, standings
from autograder.course import find_assignment, find_assignments
from autograder.model import Assignment, CourseError
from autograder.writing import write_file

CACHE = ".pytest_cache"


def read(root: Path, key: str) -> dict[str, Any]:
    """Return what is kept under a key; an empty dictionary when there is nothing that can be read."""
    try:
        value = json.loads((root / CACHE / "v" / key).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def write(root: Path, key: str, value: dict[str, Any]) -> None:
    """Keep a dictionary under a key."""
    file = root / CACHE / "v" / key
    file.parent.mkdir(parents=True, exist_ok=True)
    write_file(file, json.dumps(value, indent=1))


def folders(root: Path) -> list[Assignment]:
    """Return the assignments as students have them, below ``assignments/``."""
    return [Assignment(one.name, root / "assignments" / one.name) for one in find_assignments(root)]


def folder_of(root: Path, name: str) -> Assignment:
    """Return one of them by its name, as `find_assignment` understands it."""
    found = Assignment(
        find_assignment(root, name).name, root / "assignments" / find_assignment(root, name).name
    )
    if not found.folder.is_dir():
        raise CourseError(
            f"there is no folder {found.folder}; the instructors' repository makes it: autograder generate"
        )
    return found


def standing(root: Path, assignment: Assignment) -> tuple[list[Standing], bool]:
    """Return how the exercises stood when their tests last ran, and whether the file is still the same."""
    kept = read(root, KEPT).get(f"assignments/{assignment.name}")
    if not isinstance(kept, dict) or not isinstance(kept.get("tests"), dict):
        return [], False
    try:
        rows = [Row.of(row) for row in kept["tests"].values()]
    except TypeError:
        return [], False
    return standings(rows), kept.get("digest") == digest_of(assignment.folder)
