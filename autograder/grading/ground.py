"""What two machines must have in common before one may grade for the other, and what they differ in.

A report is true for one text of the hidden suite, one text of this program, one set of limits and one set of
library versions. `fingerprint` puts these into one word, `Ground` lists them so that a difference can be
named. Nothing here knows how the two machines talk.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from autograder.course import SETTINGS
from autograder.grading.keys import assignment_digest, tool_digest, versions
from autograder.model import Assignment, CourseError

_SHOWN = 3
_TABLES = ("limits", "tolerances")
"""The tables of course.toml that a result depends on; the calendar may differ."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What results depend on, on one machine."""

    versions: dict[str, str]
    settings: dict[str, str]
    """Keys of course.toml, as in ``limits.call_seconds``, to values."""
    fingerprints: dict[str, str]
    """One for each assignment; the only thing that decides."""
    files: dict[str, str]
    """Path to digest: the assignments' files and this program's, to name those that differ."""


def assignment_in(root: Path, name: str) -> Assignment:
    """Return an assignment of the checkout in `root`, wherever this program was started."""
    return Assignment(name, root / "solutions" / name)


def fingerprint(root: Path, name: str) -> str:
    """Digest everything the results of an assignment depend on but the submission, seed and level.

    Parameters
    ----------
    root : Path
        The checkout.
    name : str
        The assignment's full name.

    Raises
    ------
    CourseError
        When there is no such checkout, or no such assignment in it.
    """
    _must_be_there(root, name)
    parts = [_versions(), _settings(root), tool_digest(), assignment_digest(assignment_in(root, name))]
    return hashlib.sha256(msgspec.json.encode(parts, order="deterministic")).hexdigest()


def ground_of(root: Path, names: tuple[str, ...]) -> Ground:
    """Find out what stands on this machine; raises as `fingerprint` does."""
    prints = {name: fingerprint(root, name) for name in names}
    files = {}
    for label, folder in _folders(root, names):
        for file in sorted(folder.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                files[f"{label}/{file.relative_to(folder)}"] = _digest(file.read_bytes())
    return Ground(_versions(), _settings(root), prints, files)


def differences(there: Ground, here: Ground) -> str | None:
    """Say what differs, in words that complete "the worker …"; None when results would be the same."""
    if there.fingerprints == here.fingerprints:
        return None
    if there.versions != here.versions:
        return "has " + _pairs(there.versions, here.versions, " ")
    if there.settings != here.settings:
        return f"has a {SETTINGS} with " + _pairs(there.settings, here.settings, " = ")
    told = [
        ("has another {}", [f for f in here.files if here.files[f] != there.files.get(f, here.files[f])]),
        ("lacks {}", [f for f in here.files if f not in there.files]),
        ("has {}, which is not here", [f for f in there.files if f not in here.files]),
    ]
    return "; ".join(how.format(_some(files)) for how, files in told if files) or "has another checkout"


def _must_be_there(root: Path, name: str) -> None:
    for path in (root / SETTINGS, assignment_in(root, name).hidden):
        if not path.is_file():
            raise CourseError(f"there is no {path}; check it out there, or name another --course-path")


def _versions() -> dict[str, str]:
    """Return what reports name, and what the two sides talk with."""
    return {**versions(), "msgspec": importlib.metadata.version("msgspec")}


def _settings(root: Path) -> dict[str, str]:
    """Return those keys of course.toml that results depend on, as they are written there."""
    file = root / SETTINGS
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError(f"this is no TOML: {error}", (file, None)) from None
    return dict(_flat("", {name: tables.get(name, {}) for name in _TABLES}))


def _flat(prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(f"{prefix}{key}.", value)
        else:
            yield f"{prefix}{key}", repr(value)


def _folders(root: Path, names: tuple[str, ...]) -> Iterator[tuple[str, Path]]:
    for name in names:
        yield f"solutions/{name}", root / "solutions" / name
    package = Path(__file__).parents[1]
    for floor in ("isolation", "checking", "grading"):
        yield f"autograder/{floor}", package / floor


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _pairs(there: Mapping[str, str], here: Mapping[str, str], joint: str) -> str:
    names = [name for name in {**here, **there} if there.get(name) != here.get(name)]
    told = [
        f"{name}{joint}{there.get(name, '(nothing)')} (here {here.get(name, 'nothing')})" for name in names
    ]
    return _some(told)


def _some(names: list[str]) -> str:
    shown = ", ".join(names[:_SHOWN])
    return shown + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
