"""Stub, handout and exercises to a notebook: for students who would rather work in Jupyter.

The notebook has nbgrader's cell metadata (schema 3), so nbgrader can hand it out, validate and collect it. It
is made with fixed cell ids: the same files give the same bytes. The way back, from what a student made of it
to a source file, is `autograder.answers`.
"""

import ast
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from autograder.model import CourseError, Exercise
from autograder.stubs import YOUR_CODE

_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_TEST = "test-"
_HEADING = re.compile(r"(?P<level>#{1,2}) +`?(?P<name>\w+)?")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")


def notebook_from_stub(
    text: str,
    module: str,
    handout: str,
    exercises: Sequence[Exercise] = (),
    marker: str = YOUR_CODE,
    places: Sequence[int] = (),
) -> dict[str, Any]:
    """Return the notebook of a stub, as the dictionary its JSON stands for (nbformat 4.5).

    Parameters
    ----------
    text : str
        The stub: our own text, it is parsed.
    module : str
        ``attention`` for ``attention.py`` and ``attention.ipynb``.
    handout : str
        Markdown. A section whose heading begins with an exercise's name goes before that exercise.
    exercises : sequence of Exercise
        Of the public tests.
    marker : str
        What tells a function that is to be filled in. With the solution as text and the marker of its
        regions, this is nbgrader's source notebook: the same cells, solved.
    places : sequence of int
        The order of the pieces of `split_stub`, see `reading_order`; by default the stub's.

    Returns
    -------
    dict
        The handout as markdown cells; a solution cell for each function and class with something to fill
        in, its name as grade id; a grade cell for each exercise, which runs its public tests, after the
        last of its solution cells and the given code below it; read-only cells for the text between, in the
        stub's order.
    """
    order = _Order(handout, exercises)
    cells = [_locked("markdown", *one) for one in order.opening()]
    cells.append(_locked("markdown", "notebook", _how_to(module)))
    given = 0
    tests: list[dict[str, Any]] = []  # they wait for given code that the exercise may use
    pieces = split_stub(text, marker)
    for name, source in [pieces[i] for i in places] or pieces:
        if name is None:
            given += 1
            cells.append(_locked("code", f"given-{given}", source))
            continue
        cells += [*tests, *(_locked("markdown", *one) for one in order.before(name))]
        cells.append(_cell("code", name, source, solution=True))
        tests = [_test_cell(one) for one in order.done_with(name)]
    cells += [*tests, *(_locked("markdown", *one) for one in order.rest())]
    cells += [_test_cell(one) for one in order.untested()]
    ids = [cell["id"] for cell in cells]
    for name in ids:
        if ids.count(name) > 1:
            raise CourseError(
                f"{name} is defined twice; a notebook has one cell for each name", (f"{module}.py", None)
            )
    return {"cells": cells, "metadata": _METADATA, "nbformat": 4, "nbformat_minor": 5}


def notebook_text(notebook: dict[str, Any]) -> str:
    """Return a notebook as Jupyter writes it to disk."""
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def digest(text: str) -> str:
    """Return what tells a stub that was never touched: SHA-256 of its text with plain line ends."""
    return hashlib.sha256(text.replace("\r\n", "\n").encode("utf-8", "replace")).hexdigest()


def test_cell_id(exercise: str) -> str:
    """Return the grade id of an exercise's test cell. No function, so no solution cell, can be called so."""
    return _TEST + re.sub(r"[^A-Za-z0-9_]", "-", exercise)


test_cell_id.__test__ = False  # type: ignore[attr-defined]


def is_test_cell(grade_id: str) -> bool:
    """Tell whether a grade id is that of a test cell, of whatever exercise."""
    return grade_id.startswith(_TEST)


def split_stub(text: str, marker: str = YOUR_CODE) -> list[tuple[str | None, str]]:
    """Cut a stub into what is to be filled in, each with its name, and the given text between, with None.

    A comment goes with the statement below it. Two empty lines between pieces and one line end after the last
    make the stub again, if it was formatted so.
    """
    lines = text.split("\n")
    pieces: list[tuple[str | None, str]] = []
    after = 0
    for node in ast.parse(text).body:
        end = _end_of(node, lines)
        source = "\n".join(lines[after:end])
        after = end
        name = None
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and marker in source:
            name = node.name
        if name is None and pieces and pieces[-1][0] is None:
            source = pieces.pop()[1] + "\n" + source
        pieces.append((name, source))
    pieces.append((None, "\n".join(lines[after:])))
    return [(name, source.strip("\n")) for name, source in pieces if source.strip()]


def reading_order(solution: str, marker: str, exercises: Sequence[Exercise]) -> list[int]:
    """Return the order of a solution's pieces in which a notebook can be run and tested from top to bottom.

    It is their own, but for helpers to be filled in that belong to no exercise: one that is used above its
    place goes before the first piece that uses it.
    """
    owned = {function for one in exercises for function in one.functions}
    pieces = split_stub(solution, marker)
    order = list(range(len(pieces)))
    for i, (name, _) in enumerate(pieces):
        users = [j for j in range(i) if name and re.search(rf"\b{re.escape(name)}\b", pieces[j][1])]
        if users and name not in owned:
            order.remove(i)
            order.insert(order.index(users[0]), i)
    return order


def _end_of(node: ast.stmt, lines: list[str]) -> int:
    """Return the last line of a statement, comments at its body's end included."""
    end = node.end_lineno or node.lineno
    for number in range(end, len(lines)):
        if lines[number].startswith((" ", "\t")) and lines[number].strip():
            end = number + 1
        elif lines[number].strip():
            break
    return end


def split_handout(text: str) -> list[tuple[int, str, str]]:
    """Cut a handout before its headings of the first two levels; return level, first word and text of each.

    What stands before the first heading has level 0. Headings inside fenced code are none.
    """
    sections: list[tuple[int, str, list[str]]] = [(0, "", [])]
    fenced = False
    for line in text.split("\n"):
        fenced ^= _FENCE.match(line) is not None
        heading = None if fenced else _HEADING.match(line)
        if heading:
            sections.append((len(heading["level"]), heading["name"] or "", []))
        sections[-1][2].append(line)
    whole = [(level, name, "\n".join(lines).strip()) for level, name, lines in sections]
    return [section for section in whole if section[2]]


def checksum(
    source: str, grade_id: str, *, locked: bool, kind: str = "code", points: float | None = None
) -> str:
    """Return nbgrader's checksum of a cell, by which one that was never touched is known.

    `points` are those of a grade cell.
    """
    content = f"{source}{kind}{points is not None}{not locked}{locked}{grade_id}"
    if points is not None:
        content += str(float(points))
    return hashlib.md5(content.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


class _Order:
    """Where handout and tests go between the functions of the stub; each thing is given out once."""

    def __init__(self, handout: str, exercises: Sequence[Exercise]) -> None:
        self.exercises = {one.name: one for one in exercises}
        self.waiting = {one.name: set(one.functions) for one in exercises}
        self.owner = {function: one for one in reversed(exercises) for function in one.functions}
        sections = split_handout(handout)
        at = [i for i, (_, name, _) in enumerate(sections) if name in self.exercises]
        first = at[0] if at else len(sections)
        while at and first > 1 and sections[first - 1][0] == 1:
            first -= 1  # a heading such as "# A. Masks" belongs to the exercises below it
        numbered = [(f"handout-{i}", text) for i, (_, _, text) in enumerate(sections, start=1)]
        self._opening = numbered[:first]
        self._sections: dict[str, list[tuple[str, str]]] = {}
        begin = first
        for i in at:
            self._sections.setdefault(sections[i][1], []).extend(numbered[begin : i + 1])
            begin = i + 1
        self._rest = numbered[begin:]

    def opening(self) -> list[tuple[str, str]]:
        return self._opening

    def before(self, function: str) -> list[tuple[str, str]]:
        """Return the sections, each with its grade id, that go before a function's cell."""
        owner = self.owner.get(function)
        return self._sections.pop(owner.name, []) if owner else []

    def done_with(self, function: str) -> Iterator[Exercise]:
        """Yield the exercise whose last function this is."""
        owner = self.owner.get(function)
        if owner and owner.name in self.waiting:
            self.waiting[owner.name].discard(function)
            if not self.waiting[owner.name]:
                del self.waiting[owner.name]
                yield owner

    def rest(self) -> list[tuple[str, str]]:
        """Return the sections that no function asked for."""
        return [one for sections in self._sections.values() for one in sections] + self._rest

    def untested(self) -> list[Exercise]:
        """Return the exercises with a function that has no solution cell."""
        return [self.exercises[name] for name in self.waiting]


def _test_cell(exercise: Exercise) -> dict[str, Any]:
    points = float(exercise.points)
    source = (
        f"# Run this cell for the public tests of {exercise.name} ({points:g} points); "
        "they are in test_public.py.\n"
        "from autograder.checking.cells import run_tests\n\n"
        f"run_tests({exercise.name!r}, globals())"
    ).replace("'", '"')
    return _cell("code", test_cell_id(exercise.name), source, points=points)


def _locked(kind: str, grade_id: str, source: str) -> dict[str, Any]:
    return _cell(kind, grade_id, source)


def _cell(
    kind: str, grade_id: str, source: str, *, solution: bool = False, points: float | None = None
) -> dict[str, Any]:
    mark: dict[str, Any] = {
        "cell_type": kind,
        "checksum": checksum(source, grade_id, locked=not solution, kind=kind, points=points),
        "grade": points is not None,
        "grade_id": grade_id,
        "locked": not solution,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    if points is not None:
        mark["points"] = points
    metadata: dict[str, Any] = {"deletable": False, "nbgrader": mark}
    if not solution:
        metadata["editable"] = False
    cell = {
        "cell_type": kind,
        "id": grade_id[:64],
        "metadata": metadata,
        "source": source.splitlines(keepends=True),
    }
    return cell if kind == "markdown" else {**cell, "execution_count": None, "outputs": []}


def _how_to(module: str) -> str:
    return (
        "## In this notebook\n\n"
        f"Write your code where it says `{YOUR_CODE}`, and run the cell with Shift+Enter. Helper functions "
        "and imports of your own may stand in the same cell or in cells between.\n\n"
        "The cell after each exercise runs its public tests on what you have run so far. "
        "It needs this course's package (`pip install -e .` in the course's folder).\n\n"
        f"Hand in `{module}.ipynb`, or `{module}.py` if you work in that file instead."
    )
