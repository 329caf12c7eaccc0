"""Graded hints: first a question, then a direction, then nearly the formula; one at a time.

They stand beside the exercises in ``hints.toml``, a list of texts for each exercise; a translation stands
beside it as ``hints.de.toml`` and is taken when the system's language asks for it.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

from autograder.model import Assignment, CourseError
from autograder.studying import kept

KEY = "autograder/hints"
FILE = "hints.toml"


@dataclass(frozen=True, slots=True)
class Hint:
    """One hint: its place among those of its exercise, counted from 1, and its text."""

    exercise: str
    place: int
    count: int
    text: str


def load(assignment: Assignment, language: str = "") -> dict[str, list[str]]:
    """Read an assignment's hints, in a language (two letters) when there is a translation."""
    files = [assignment.folder / f"hints.{language}.toml"] if language else []
    file = next((one for one in files if one.is_file()), assignment.folder / FILE)
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise CourseError(f"{assignment.name} has no hints") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError(f"this is not TOML: {error}", (file, None)) from None
    for name, texts in table.items():
        if not isinstance(texts, list) or not texts or not all(isinstance(text, str) for text in texts):
            raise CourseError(f"{name} must be a list of texts", (file, None))
    return table


def language_here() -> str:
    """Return the two letters of the system's language; empty when it does not say."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return value[:2].lower() if value[:2].isalpha() else ""
    return ""


def find(table: dict[str, list[str]], name: str) -> str:
    """Return the exercise that is meant by a name or a part of one."""
    parts = [one for one in table if name.lower() in one.lower()]
    if name in table or len(parts) == 1:
        return name if name in table else parts[0]
    if parts:
        raise CourseError(f"{name!r} could be {', '.join(parts)}; give the full name")
    near = difflib.get_close_matches(name, table, n=1)
    meant = f"did you mean {near[0]}?" if near else f"there are: {', '.join(table)}"
    raise CourseError(f"there are no hints for {name!r}; {meant}")


def seen(root: Path, assignment: Assignment, exercise: str) -> int:
    """Return how many hints of an exercise have been shown."""
    entry = kept.read(root, KEY).get(assignment.name)
    value = entry.get(exercise, 0) if isinstance(entry, dict) else 0
    return value if isinstance(value, int) else 0


def forget(root: Path, assignment: Assignment, exercise: str) -> None:
    """Begin again with an exercise's first hint."""
    table = kept.read(root, KEY)
    entry = table.get(assignment.name)
    if isinstance(entry, dict) and entry.pop(exercise, None) is not None:
        kept.write(root, KEY, table)


def advance(root: Path, assignment: Assignment, exercise: str, texts: list[str]) -> list[Hint]:
    """Return the next hint, and note that it was shown; after the last, all of them again."""
    done = seen(root, assignment, exercise)
    every = [Hint(exercise, i, len(texts), text) for i, text in enumerate(texts, 1)]
    if done >= len(texts):
        return every
    table = kept.read(root, KEY)
    entry = table.get(assignment.name)
    table[assignment.name] = {**(entry if isinstance(entry, dict) else {}), exercise: done + 1}
    kept.write(root, KEY, table)
    return [every[done]]
