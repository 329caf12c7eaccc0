"""What a report depends on, digested: how a later run knows which results are still true.

Everything that all results of a submission depend on makes its base: the text, the reference, cases and known
mistakes, limits, tolerances, versions, the code of ours they pass through, the seed and the level. Each test
class of the hidden suite has a digest of its own, so that a changed class costs its own results and no more.
Nothing here reads or writes a report.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.metadata
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from autograder.course import Course
from autograder.model import REPORT_SCHEMA, Assignment, CourseError, Submission

_DATA = (".npz", ".txt", ".json", ".csv")


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the reports of one assignment rest on, but for the submissions.

    Parameters
    ----------
    base : str
        Digest of what every result depends on.
    suite : dict
        Test class of the hidden suite to a digest of its text.
    """

    base: str
    suite: dict[str, str]


@cache
def versions() -> dict[str, str]:
    """Return the versions results may depend on."""
    names = ("numpy", "torch", "pytest", "dl-by-hand")
    found = {name: importlib.metadata.version(name) for name in names}
    return {"python": platform.python_version(), **found}


@cache
def tool_digest() -> str:
    """Digest the code of ours that a result passes through, which may change within one version."""
    package = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for folder in ("isolation", "checking", "grading"):
        for file in sorted((package / folder).glob("*.py")):
            digest.update(f"{folder}/{file.name}\n".encode() + file.read_bytes())
    return digest.hexdigest()


def assignment_digest(assignment: Assignment) -> str:
    """Digest the files of an assignment that a result depends on, the hidden suite included."""
    return _digest_files(assignment, [assignment.hidden])


def _digest_files(assignment: Assignment, more: list[Path]) -> str:
    files = [assignment.source, assignment.harness, assignment.cases, *more, *assignment.wrong]
    others = [f for f in sorted(assignment.folder.iterdir()) if f.suffix in _DATA]
    digest = hashlib.sha256()
    for file in [f for f in (*files, *others) if f.is_file()]:
        content = file.read_bytes()
        digest.update(f"{file.relative_to(assignment.folder)} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def grounds_of(assignment: Assignment, course: Course, seed: int, isolation: str) -> Grounds:
    """Digest everything the reports of an assignment depend on but the submissions.

    Raises
    ------
    CourseError
        When the hidden suite is not there or no Python.
    """
    rest, suite = digest_suite(assignment.hidden)
    parts = [
        REPORT_SCHEMA,
        _digest_files(assignment, []),
        rest,
        seed,
        isolation,
        repr(course.limits),
        repr(course.tolerances),
        versions(),
        tool_digest(),
    ]
    return Grounds(_digest(parts), suite)


def digest_suite(hidden: Path) -> tuple[str, dict[str, str]]:
    """Return a digest of a suite without its test classes, and one of each test class.

    Comments and layout do not count. A class that names another test class depends on that one as well.
    """
    try:
        tree = ast.parse(hidden.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CourseError("there is no hidden suite; grading needs one", (hidden, None)) from None
    except SyntaxError as error:
        raise CourseError(f"not Python: {error.msg}", (hidden, error.lineno)) from None
    classes = {n.name: n for n in tree.body if isinstance(n, ast.ClassDef) and n.name.startswith("Test")}
    rest = [ast.unparse(node) for node in tree.body if node not in classes.values()]
    texts = {name: ast.unparse(node) for name, node in classes.items()}
    named = {
        name: sorted({n.id for n in ast.walk(node) if isinstance(n, ast.Name)} & classes.keys() - {name})
        for name, node in classes.items()
    }
    return _digest(rest), {
        name: _digest([texts[name], *(texts[other] for other in named[name])]) for name in classes
    }


def base_of(submission: Submission, grounds: Grounds) -> str:
    """Digest what every result of a submission depends on."""
    return _digest([submission.text, submission.problem, grounds.base])


def key_of(base: str, suite: Mapping[str, str]) -> str:
    """Digest everything the report of a submission depends on."""
    return _digest([base, dict(suite)])


def _digest(value: object) -> str:
    return hashlib.sha256(msgspec.json.encode(value, order="deterministic")).hexdigest()
