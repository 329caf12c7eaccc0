"""Stub text to notebook: for students who would rather work in Jupyter.

The notebook has nbgrader's cell metadata (schema 3), so nbgrader can hand it out and collect it. It is made
from the stub alone and with fixed cell ids: the same stub gives the same bytes. The way back, from what a
student made of it to a source file, is `autograder.answers`.
"""

import ast
import hashlib
import json
from typing import Any

from autograder.model import CourseError
from autograder.stubs import YOUR_CODE

RUN_TESTS = "run-tests"
"""Grade id of the last cell, which is no part of the module. No function can be called so."""

_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def notebook_from_stub(text: str, module: str, title: str) -> dict[str, Any]:
    """Return the notebook of a stub, as the dictionary its JSON stands for (nbformat 4.5).

    Parameters
    ----------
    text : str
        The stub: our own text, it is parsed.
    module : str
        ``attention`` for ``attention.py`` and ``attention.ipynb``.
    title : str
        Heading of the first cell.

    Returns
    -------
    dict
        A markdown cell; a solution cell for each function and class with something to fill in, its name as
        grade id; read-only cells for the text between them, in the stub's order; a cell that runs the public
        tests.
    """
    cells = [_cell("markdown", "read-me", _introduction(module, title), locked=True)]
    given = 0
    for name, source in split_stub(text):
        if name is None:
            given += 1
            cells.append(_code(f"given-{given}", source, locked=True))
        else:
            cells.append(_code(name, source, locked=False))
    cells.append(_code(RUN_TESTS, _run_tests(module), locked=True))
    ids = [cell["id"] for cell in cells]
    for name in ids:
        if ids.count(name) > 1:
            raise CourseError(
                f"{name} is defined twice; a notebook has one cell for each name", (f"{module}.py", None)
            )
    metadata = {**_METADATA, "autograder": {"stub": digest(text)}}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def notebook_text(notebook: dict[str, Any]) -> str:
    """Return a notebook as Jupyter writes it to disk."""
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def digest(text: str) -> str:
    """Return what tells a stub that was never touched: SHA-256 of its text with plain line ends."""
    return hashlib.sha256(text.replace("\r\n", "\n").encode("utf-8", "replace")).hexdigest()


def split_stub(text: str) -> list[tuple[str | None, str]]:
    """Cut a stub into what is to be filled in, each with its name, and the given text between, with None.

    A comment goes with the statement below it. Two empty lines between pieces and one line end after the last
    make the stub again, if it was formatted so.
    """
    lines = text.split("\n")
    pieces: list[tuple[str | None, str]] = []
    after = 0
    for node in ast.parse(text).body:
        end = node.end_lineno or node.lineno
        source = "\n".join(lines[after:end])
        after = end
        name = None
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and YOUR_CODE in source:
            name = node.name
        if name is None and pieces and pieces[-1][0] is None:
            source = pieces.pop()[1] + "\n" + source
        pieces.append((name, source))
    pieces.append((None, "\n".join(lines[after:])))
    return [(name, source.strip("\n")) for name, source in pieces if source.strip()]


def checksum(source: str, grade_id: str, *, locked: bool) -> str:
    """Return nbgrader's checksum of a code cell, by which a cell that was never touched is known."""
    content = f"{source}code{False}{not locked}{locked}{grade_id}"
    return hashlib.md5(content.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


def _code(grade_id: str, source: str, *, locked: bool) -> dict[str, Any]:
    cell = _cell("code", grade_id, source, locked=locked)
    cell["metadata"]["nbgrader"]["checksum"] = checksum(source, grade_id, locked=locked)
    cell["metadata"]["nbgrader"]["cell_type"] = "code"
    return {**cell, "execution_count": None, "outputs": []}


def _cell(kind: str, grade_id: str, source: str, *, locked: bool) -> dict[str, Any]:
    mark = {
        "grade": False,
        "grade_id": grade_id,
        "locked": locked,
        "schema_version": 3,
        "solution": not locked,
        "task": False,
    }
    metadata: dict[str, Any] = {"deletable": False, "nbgrader": mark}
    if locked:
        metadata["editable"] = False
    return {
        "cell_type": kind,
        "id": grade_id[:64],
        "metadata": metadata,
        "source": source.splitlines(keepends=True),
    }


def _introduction(module: str, title: str) -> str:
    return (
        f"# {title}\n\n"
        "The mathematics, the shapes and the edge cases are in [README.md](README.md).\n\n"
        f"Write your code where it says `{YOUR_CODE}`. Helper functions and imports of your own may\n"
        "stand in the same cell or in cells between.\n\n"
        f"The last cell writes everything to `{module}.py` and runs the public tests on it.\n"
        f"Hand in `{module}.ipynb`, or the `{module}.py` written from it."
    )


def _run_tests(module: str) -> str:
    return (
        "# Save the notebook (Ctrl+S), then run this cell. It writes your functions to "
        f"{module}.py beside the notebook\n"
        "# and runs the public tests on them. In a terminal, pytest -k NAME chooses one exercise.\n"
        "import sys\n\n"
        "from autograder.answers import export\n\n"
        f'export("{module}.ipynb")\n'
        '!"{sys.executable}" -m pytest -q .'
    )
