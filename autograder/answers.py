"""A student's notebook to a source file.

The student's text is cut by nbgrader's grade ids, or by regular expressions where those are missing; it is
never parsed as Python and never run here. What cannot be understood is a `CourseError` with one sentence.
"""

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from autograder.model import CELL, OTHER_CELL, CourseError
from autograder.notebooks import checksum, is_test_cell

_BETWEEN = "\n\n\n"
# Of a stripped line. All expressions here take time linear in the line: whoever wrote it may want us to hang.
_MAGIC = re.compile(
    r"%%?[A-Za-z_]|!"  # %matplotlib inline, !ls
    r"|[\w.,\[\] ]+=\s*[!%][\w.]"  # files = !ls
    r"|\?{1,2}[\w.]+\Z|[\w.]+\?{1,2}\Z"  # attention?
    # our test cells' lines, wherever they were copied to: there is nothing of ours where answers run
    r"|(?:from|import)\s+autograder\b|run_tests\([\"']\w+[\"'], globals\(\)\)\Z"
)
_FUTURE = re.compile(r"^from __future__ import [\w, \t]+$", re.MULTILINE)
_PYTHON_CELL = re.compile(r"%%(?:time|timeit|prun|capture)\b")
_START = re.compile(
    r"(?:async[ \t]+def|def|class)[ \t]+(?P<name>[^\W\d]\w*)"
    r"|(?P<decorator>@)"
    r"|from\s+\S+\s+import\b|import\s"
    r"|(?P<constant>[A-Z_][A-Z0-9_]*)[ \t]*(?::[^=]*)?=(?!=)"
    r"|(?P<literal>[^\W\d]\w*)[ \t]*(?::[^=]*)?=[ \t]*(?:lambda\b|"  # eps = 1e-9, neg_inf = -np.inf
    r"(?:-?(?:[\d.][\w.]*(?:[eE]-\d+)?|(?:np|math)\.\w+|float\([\"']-?inf[\"']\))|True|False|None)"
    r"[ \t]*(?:#.*)?\Z)"
)
_DEFINED = re.compile(r"^(?:async[ \t]+def|def|class)[ \t]+([^\W\d]\w*)", re.MULTILINE)
_WORD = re.compile(r"[^\W\d]\w*")
# docstrings and lines of comment; a docstring that speaks of a library does not use it
_SAID = re.compile(r"(?<![fF])\"\"\"[\s\S]*?\"\"\"|'''[\s\S]*?'''|^[ \t]*#.*", re.MULTILINE)
_NOT_BEGUN = "raise NotImplementedError"


@dataclass(frozen=True, slots=True)
class _Cell:
    """A code cell; without nbgrader's metadata its grade id is empty."""

    source: str
    grade_id: str = ""
    solution: bool = False
    checksum: str = ""

    def touched(self, source: str) -> bool:
        """Tell whether `source` is another text than the one this cell was handed out with."""
        return checksum(source, self.grade_id, locked=not self.solution) != self.checksum


@dataclass(frozen=True, slots=True)
class _Piece:
    """A function, a class or a whole answer; with an empty name an import or a constant."""

    name: str
    source: str
    rank: int = 1  # an untouched cell gives way to a piece found elsewhere, that to a finished cell
    binds: tuple[str, ...] = ()  # the names it is used by; "*" for those that cannot be told
    is_cell: bool = False  # all of the function's own cell


def source_from_notebook(data: bytes, stub_notebook: dict[str, Any], max_chars: int = 1 << 20) -> str:
    """Return the module a student wrote in a notebook.

    Cells with the grade id of one of our solution cells are taken whole; a cell they lack, and every
    read-only cell, is ours. From all other code cells come the functions, classes, imports and constants that
    the answers use, in their place between the solution cells, without the experiments around them. A
    function of the assignment that stands elsewhere counts when its own cell is missing, untouched, does not
    define it, or stands before it and is not finished. Without any of nbgrader's metadata, everything is
    found that way. Magics, shell lines and calls of the public tests become comments.

    Parameters
    ----------
    data : bytes
        The student's file.
    stub_notebook : dict
        Our notebook, see `autograder.notebooks.notebook_from_stub`.
    max_chars : int
        Refused when there is more code than this; pictures and text do not count.

    Raises
    ------
    CourseError
        One sentence: no JSON, no notebook, nothing of the assignment in it, too much.
    """
    ours = [cell for cell in _code_cells(stub_notebook) if cell.grade_id and not is_test_cell(cell.grade_id)]
    stubs = {cell.grade_id: cell for cell in ours if cell.solution}
    read_only = {cell.grade_id for cell in ours if not cell.solution}
    given = [piece for cell in ours if not cell.solution for piece in _pieces(cell.source)]
    given_names, given_sources = (
        {piece.name for piece in given if piece.name},
        {piece.source for piece in given},
    )
    theirs = [
        cell
        for cell in _code_cells(_parse(data))
        if cell.grade_id not in read_only and not is_test_cell(cell.grade_id)
    ]
    if sum(len(cell.source) for cell in theirs) > max_chars:
        raise CourseError(f"the code in this notebook is longer than the {max_chars} characters allowed")

    futures: list[str] = []
    answers: dict[str, _Piece] = {}
    before: dict[str, list[_Piece]] = {}  # what stands before each answer
    waiting: list[_Piece] = []
    for cell in theirs:
        source = _without_magics(cell.source)
        futures += _FUTURE.findall(source)
        for piece in _pieces_of(cell, _FUTURE.sub("", source), stubs.get(cell.grade_id)):
            if piece.name in stubs:
                if piece.name not in answers or piece.rank >= answers[piece.name].rank:
                    answers[piece.name] = piece
                before.setdefault(piece.name, []).extend(waiting)
                waiting = []
            elif piece.name not in given_names and piece.source not in given_sources:
                waiting.append(piece)
    if not answers:
        wanted = ", ".join(list(stubs)[:3])
        raise CourseError(f"no cell of this notebook holds a function of the assignment ({wanted}, …)")
    parts = ["\n".join(dict.fromkeys(futures))] if futures else []
    extra = [*itertools.chain.from_iterable(before.values()), *waiting]
    used = _used([answer.source for answer in answers.values()], extra)
    whole = [answer.source for answer in answers.values() if answer.rank]
    beside = {name for source in whole for name in _DEFINED.findall(source)}
    for cell in ours:
        parts += [_marked(piece) for piece in before.get(cell.grade_id, []) if piece in used]
        answer = answers.get(cell.grade_id)
        if answer and answer.rank:
            parts.append(_marked(answer))
        elif cell.grade_id not in beside:  # else another answer's cell defines it
            parts.append(cell.source)
    return _BETWEEN.join([*parts, *(_marked(piece) for piece in waiting if piece in used)]) + "\n"


def _marked(piece: _Piece) -> str:
    """Return a student's text below a line that says where it stood, for what is said of its lines."""
    return f"{CELL + piece.name if piece.is_cell else OTHER_CELL}\n{piece.source}"


def _parse(data: bytes) -> dict[str, Any]:
    try:
        notebook = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise CourseError("this notebook is not UTF-8 text; save it again from Jupyter") from None
    except json.JSONDecodeError as error:
        raise CourseError(
            f"this notebook is not JSON (line {error.lineno}); save it again from Jupyter"
        ) from None
    except (ValueError, RecursionError):
        raise CourseError(
            "this notebook is nested too deeply or holds absurd numbers; save it from Jupyter"
        ) from None
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise CourseError(
            "this is no notebook with cells (format 4); open it in a current Jupyter and save it again"
        )
    return notebook


def _code_cells(notebook: dict[str, Any]) -> Iterator[_Cell]:
    """Yield the code cells, whatever else is in the notebook."""
    for number, cell in enumerate(notebook["cells"], start=1):
        if not isinstance(cell, dict):
            raise CourseError(f"cell {number} of this notebook is no cell; save it again from Jupyter")
        if cell.get("cell_type") != "code":
            continue
        source = cell.get("source")
        if isinstance(source, list) and all(isinstance(line, str) for line in source):
            source = "".join(source)
        if not isinstance(source, str):
            raise CourseError(
                f"cell {number} of this notebook has no source text; save it again from Jupyter"
            )
        mark = _dictionary(_dictionary(cell.get("metadata")).get("nbgrader"))
        grade_id = mark.get("grade_id")
        yield _Cell(
            source,
            grade_id if isinstance(grade_id, str) else "",
            mark.get("solution") is True,
            str(mark.get("checksum")),
        )


def _dictionary(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _without_magics(source: str) -> str:
    """Turn IPython's own lines into comments, line for line; a whole cell where it is in another language."""
    lines = source.split("\n")
    if lines[0].startswith("%%") and not _PYTHON_CELL.match(lines[0]):
        return "\n".join(f"# {line}" for line in lines)
    for number, line in enumerate(lines):
        rest = line.strip()
        if _MAGIC.match(rest):
            indent = line[: len(line) - len(line.lstrip())]
            lines[number] = f"{indent}pass  # {rest}" if indent else f"# {rest}"
    return "\n".join(lines)


def _pieces_of(cell: _Cell, source: str, stub: _Cell | None) -> list[_Piece]:
    """Return what counts of a cell whose text, with magics taken out, is `source`."""
    if stub is None:
        return _pieces(source)
    code = "\n".join(line for line in source.split("\n") if not line.lstrip().startswith("#"))
    if not stub.touched(cell.source) or not re.search(rf"\b{re.escape(cell.grade_id)}\b", code):
        helpers = _pieces(source) if stub.touched(cell.source) else []
        return [*helpers, _Piece(cell.grade_id, stub.source, rank=0)]
    rank = 1 if _NOT_BEGUN in code else 2
    return [_Piece(cell.grade_id, source.rstrip("\n"), rank, is_cell=True)]


def _pieces(source: str) -> list[_Piece]:
    """Cut top-level functions, classes, imports and constants out of a cell; leave everything else."""
    pieces: list[_Piece] = []
    lines: list[str] = []
    name, taking, decorated, quote = "", False, False, ""
    variable = ""
    for line in [*source.split("\n"), "end"]:
        goes_on = quote or not line.strip() or line[0] in " \t)]}#"
        if not goes_on:
            start = _START.match(line)
            if not (start and decorated):
                if taking:
                    text = "\n".join(lines).strip("\n")
                    bound = (name or variable,) if name or variable else _imported(text)
                    pieces.append(_Piece(name, text, binds=bound))
                lines, name = [], ""
            taking = start is not None
            name = (start["name"] or "") if start else ""
            variable = (start["constant"] or start["literal"] or "") if start else ""
            decorated = bool(start and start["decorator"])
        if taking:
            lines.append(line)
        quote = _open_quote(line, quote)
    return pieces


def _imported(statement: str) -> tuple[str, ...]:
    """Return the names an import makes known; ``*`` where that cannot be told."""
    words = re.sub(r"#.*|[()\\]", " ", statement).partition(";")[0]
    if "*" in words:
        return ("*",)
    words = re.sub(r"\A\s*from\s+\S+\s+import\b|\A\s*import\b", " ", words)
    parts = [part.split() for part in words.split(",")]
    return tuple(part[-1] if "as" in part else part[0].partition(".")[0] for part in parts if part)


def _used(answers: list[str], pieces: list[_Piece]) -> set[_Piece]:
    """Return those of some pieces that answers use, or that is used by what they use.

    An import for experiments alone, say of a plotting library, would be lacking where answers are run.
    """
    by_name: dict[str, list[_Piece]] = {}
    for piece in pieces:
        for name in piece.binds:
            by_name.setdefault(name, []).append(piece)
    used = set(by_name.get("*", ()))
    to_read = [*answers, *(piece.source for piece in used)]
    while to_read:
        for word in _WORD.findall(_SAID.sub(" ", to_read.pop())):
            for piece in by_name.pop(word, ()):
                if piece not in used:
                    used.add(piece)
                    to_read.append(piece.source)
    return used


def _open_quote(line: str, quote: str) -> str:
    """Return the triple quote that is open after a line, given the one open before it."""
    for mark in re.findall(r'"""|\'\'\'', line):
        quote = mark if not quote else ("" if quote == mark else quote)
    return quote
