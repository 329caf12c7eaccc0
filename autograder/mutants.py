"""Small changes to a reference, each of which its hidden suite has to notice.

A mutant that survives is a gap in the suite, or a change that makes no difference. The latter are written
down in ``equivalent.mutants`` beside the reference, with the reason, one to a line::

    masked_softmax | x < 0 | x <= 0 | at 0 both branches give 0

Only bodies of solutions are changed, what a student writes; docstrings and given code are not.
"""

from __future__ import annotations

import ast
import copy
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.model import Assignment, CourseError
from autograder.stubs import find_regions

EQUIVALENT = "equivalent.mutants"

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One changed reference."""

    function: str
    line: int
    original: str
    mutated: str
    text: str
    """The whole changed source."""

    @property
    def label(self) -> str:
        """Name it the way ``equivalent.mutants`` does."""
        return f"{self.function} | {self.original} | {self.mutated}"


def mutants_of(assignment: Assignment) -> Iterator[Mutant]:
    """Yield every mutant of an assignment's reference, in the order of the file."""
    text = assignment.source.read_text(encoding="utf-8")
    tree = ast.parse(text)
    regions = find_regions(text.splitlines(), assignment.source)
    for top in tree.body:
        if not isinstance(top, (ast.FunctionDef, ast.ClassDef)):
            continue
        formatted = {
            id(part) for node in ast.walk(top) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)
        }
        for node in ast.walk(top):
            if _inside(node, regions) and id(node) not in formatted:
                for old, new in _changes(node):
                    yield _mutant(text, top.name, old, new)


def equivalent(assignment: Assignment) -> dict[str, str]:
    """Read the mutants that make no difference, with the reasons."""
    file = assignment.folder / EQUIVALENT
    known: dict[str, str] = {}
    for number, line in enumerate(_lines(file), 1):
        parts = [part.strip() for part in line.split(" | ")]
        if not line.strip() or line.startswith("#"):
            continue
        if len(parts) != 4 or not parts[3]:
            raise CourseError("a line is 'function | original | mutated | reason'", (file, number))
        known[" | ".join(parts[:3])] = parts[3]
    return known


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines() if file.is_file() else []


def _inside(node: ast.AST, regions: list[tuple[int, int]]) -> bool:
    """Say whether a node lies in a solution region (lines counted from 0, ends included)."""
    line = getattr(node, "lineno", None)
    return line is not None and any(first < line - 1 < last for first, last in regions)


def _changes(node: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    """Yield (part, what to put in its place) for one node."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _COMPARISONS:
        changed = copy.copy(node)
        changed.ops = [_COMPARISONS[type(node.ops[0])](), *node.ops[1:]]
        yield node, changed
    elif isinstance(node, (ast.BinOp, ast.AugAssign)) and type(node.op) in _OPERATORS:
        other = copy.copy(node)
        other.op = _OPERATORS[type(node.op)]()
        yield node, other
    elif isinstance(node, ast.BoolOp):
        joined = copy.copy(node)
        joined.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield node, joined
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.Not, ast.Invert)):
        yield node, node.operand
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield node, ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        yield node, ast.Constant(node.value + 1)
    elif isinstance(node, ast.IfExp):
        yield node, ast.IfExp(node.test, node.orelse, node.body)
    elif isinstance(node, (ast.If, ast.While)):
        yield node.test, ast.UnaryOp(ast.Not(), node.test)
    elif isinstance(node, ast.Call):
        for i in range(len(node.keywords)):
            fewer = copy.copy(node)
            fewer.keywords = [*node.keywords[:i], *node.keywords[i + 1 :]]
            yield node, fewer
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield node, ast.Pass()


def _mutant(text: str, function: str, old: ast.AST, new: ast.AST) -> Mutant:
    """Cut the old node's text out and put the new one's in."""
    lines = text.encode().splitlines(keepends=True)
    starts = [0, *itertools.accumulate(len(line) for line in lines)]
    start = starts[old.lineno - 1] + old.col_offset  # type: ignore[attr-defined]
    end = starts[old.end_lineno - 1] + old.end_col_offset  # type: ignore[attr-defined]
    said = ast.unparse(ast.fix_missing_locations(copy.deepcopy(new)))
    if isinstance(new, ast.expr):
        said = f"({said})"
    whole = text.encode()
    mutated = (whole[:start] + said.encode() + whole[end:]).decode()
    return Mutant(function, old.lineno, _short(old), _short(new), mutated)  # type: ignore[attr-defined]


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(ast.fix_missing_locations(copy.deepcopy(node))).split())
    return text if len(text) <= 80 else text[:77] + "..."
