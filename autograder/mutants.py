"""Small changes to a reference, each of which its hidden suite has to notice.

A mutant that survives is a gap in the suite, or a change that makes no difference. The latter are written
down in ``equivalent.mutants`` beside the reference, with the reason, one to a line::

    masked_softmax | x < 0 | x <= 0 | at 0 both branches give 0
    col2im[2,3] | 2 | 3 | more zeros behind the far border, which the last line cuts off

Where the same change can be made in several places of a function, numbers in brackets say which of them are
meant, counted from its top.

Only bodies of solutions are changed, what a student writes; docstrings and given code are not.
"""

from __future__ import annotations

import ast
import copy
import itertools
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
_SYMMETRIC = {"max", "min", "maximum", "minimum", "add", "multiply", "logical_and", "logical_or"}
_SYMMETRIC |= {"swapaxes", "isinstance"}
"""Functions whose arguments may stand in any order, or whose exchange could only raise."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One changed reference."""

    function: str
    """The function or class at top level."""
    where: str
    """The same, or ``Class.method``."""
    line: int
    original: str
    mutated: str
    text: str
    """The whole changed source."""
    place: int = 0
    """Which of the places in `where` that this change fits, from the top; 0 for the only one."""

    @property
    def label(self) -> str:
        """Name it the way ``equivalent.mutants`` does; no two mutants have the same."""
        number = f"[{self.place}]" if self.place else ""
        return f"{self.where}{number} | {self.original} | {self.mutated}"


def mutants_of(assignment: Assignment) -> list[Mutant]:
    """Return every mutant of an assignment's reference, in the order of the file."""
    text = assignment.source.read_text(encoding="utf-8")
    regions = find_regions(text.splitlines(), assignment.source)
    found = []
    for top in ast.parse(text).body:
        if isinstance(top, ast.FunctionDef):
            found += list(_mutants_in(text, top, top.name, top.name, regions))
        elif isinstance(top, ast.ClassDef):
            for method in top.body:
                if isinstance(method, ast.FunctionDef):
                    where = f"{top.name}.{method.name}"
                    found += list(_mutants_in(text, method, top.name, where, regions))
    return _numbered(found)


def sample_of(mutants: Sequence[Mutant], size: int, text: str) -> list[Mutant]:
    """Draw `size` mutants: always the same ones for one text of the reference, others when it changes."""
    # S311: nothing secret is drawn
    drawn = random.Random(text).sample(range(len(mutants)), min(size, len(mutants)))  # noqa: S311
    return [mutants[i] for i in sorted(drawn)]


def _mutants_in(
    text: str, body: ast.FunctionDef, function: str, where: str, regions: list[tuple[int, int]]
) -> Iterator[Mutant]:
    """Yield the mutants of one function or method, from its top to its end."""
    formatted = {
        id(part) for node in ast.walk(body) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)
    }
    inside = [n for n in ast.walk(body) if _inside(n, regions) and id(n) not in formatted]
    changes = [change for node in inside for change in _changes(node)]
    # every node inside a region has a line and a column
    for old, new in sorted(changes, key=lambda change: (change[0].lineno, change[0].col_offset)):  # type: ignore[attr-defined]
        yield _mutant(text, function, where, old, new)


def _numbered(mutants: Sequence[Mutant]) -> list[Mutant]:
    """Number those that would be named alike."""
    alike, met = Counter(mutant.label for mutant in mutants), Counter[str]()
    numbered = []
    for mutant in mutants:
        met[mutant.label] += 1
        place = met[mutant.label] if alike[mutant.label] > 1 else 0
        numbered.append(replace(mutant, place=place))
    return numbered


def equivalent(assignment: Assignment) -> dict[str, str]:
    """Read the mutants that make no difference: labels, with the reasons."""
    file = assignment.folder / EQUIVALENT
    known: dict[str, str] = {}
    for number, line in enumerate(_lines(file), 1):
        parts = [part.strip() for part in line.split(" | ")]
        if not line.strip() or line.startswith("#"):
            continue
        if len(parts) != 4 or not parts[3]:
            raise CourseError("a line is 'function | original | mutated | reason'", (file, number))
        where, numbers = _places(parts[0], (file, number))
        for place in numbers:
            known[" | ".join([f"{where}{place}", *parts[1:3]])] = parts[3]
    return known


def _places(named: str, line: tuple[Path, int]) -> tuple[str, list[str]]:
    """Split ``f[1,3]`` into ``f`` and ``["[1]", "[3]"]``, and ``f`` into ``f`` and ``[""]``."""
    parsed = re.fullmatch(r"([\w.]+)(?:\[(\d+(?:, *\d+)*)\])?", named)
    if parsed is None:
        raise CourseError(f"{named!r} is not a function, or one with places such as f[1,3]", line)
    where, numbers = parsed.groups()
    return where, [f"[{int(number)}]" for number in numbers.split(",")] if numbers else [""]


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines() if file.is_file() else []


def _inside(node: ast.AST, regions: list[tuple[int, int]]) -> bool:
    """Say whether a node lies in a solution region (lines counted from 1, its markers left out)."""
    line = getattr(node, "lineno", None)
    return line is not None and any(begin < line < end for begin, end in regions)


def _changes(node: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    """Yield (part, what to put in its place) for one node."""
    if isinstance(node, ast.Compare):
        for i, comparison in enumerate(node.ops):
            if type(comparison) in _COMPARISONS:
                changed = copy.copy(node)
                changed.ops = [*node.ops[:i], _COMPARISONS[type(comparison)](), *node.ops[i + 1 :]]
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
        if _can_be_exchanged(node):
            exchanged = copy.copy(node)
            exchanged.args = [node.args[1], node.args[0], *node.args[2:]]
            yield node, exchanged
    elif isinstance(node, ast.Slice):  # bounds that are numbers are changed as numbers
        for bound, off in ((node.lower, ast.Add()), (node.upper, ast.Sub())):
            if bound is not None and not isinstance(bound, (ast.Constant, ast.UnaryOp)):
                yield bound, ast.BinOp(bound, off, ast.Constant(1))
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield node, ast.Pass()


def _can_be_exchanged(call: ast.Call) -> bool:
    """Say whether the first two arguments of a call are different things whose order may matter."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if len(call.args) < 2 or name in _SYMMETRIC:
        return False
    first, second = call.args[:2]
    return not isinstance(first, ast.Starred | ast.GeneratorExp) and ast.dump(first) != ast.dump(second)


def _mutant(text: str, function: str, where: str, old: ast.AST, new: ast.AST) -> Mutant:
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
    return Mutant(function, where, old.lineno, _short(old), _short(new), mutated)  # type: ignore[attr-defined]


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(ast.fix_missing_locations(copy.deepcopy(node))).split())
    return text if len(text) <= 80 else text[:77] + "..."
