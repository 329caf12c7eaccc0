"""Which exercises a change of a student's file touches: the functions that changed, and all that use them."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping


def touched(
    before: str, after: str, harness: str, exercises: Mapping[str, Collection[str]]
) -> set[str] | None:
    """Return the exercises to be tested again; None for all of them.

    Parameters
    ----------
    before, after : str
        The student's file as it was tested last, and as it is now.
    harness : str
        Text of harness.py, whose functions call the student's; may be empty.
    exercises : mapping
        Exercise to the names of its functions.
    """
    try:
        old, new = ast.parse(before), ast.parse(after)
    except (SyntaxError, ValueError):
        return None
    mine, theirs = _definitions(old), _definitions(new)
    if _rest(old) != _rest(new):
        return None
    changed = {name for name in mine.keys() | theirs.keys() if mine.get(name) != theirs.get(name)}
    uses = {node.name: _names(node) for node in _nodes(new)}
    for node in _nodes(ast.parse(harness)):
        uses[node.name] = uses.get(node.name, set()) | _names(node)
    while more := {name for name, used in uses.items() if used & changed} - changed:
        changed |= more
    return {name for name, functions in exercises.items() if changed & set(functions)}


def _nodes(tree: ast.Module) -> list[ast.FunctionDef | ast.ClassDef]:
    return [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]


def _definitions(tree: ast.Module) -> dict[str, str]:
    return {node.name: ast.dump(node) for node in _nodes(tree)}


def _rest(tree: ast.Module) -> list[str]:
    """Return what stands at the top and defines no function, without docstrings."""
    rest = [node for node in tree.body if not isinstance(node, ast.FunctionDef | ast.ClassDef)]
    return [ast.dump(n) for n in rest if not (isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant))]


def _names(node: ast.AST) -> set[str]:
    inner = list(ast.walk(node))
    return {n.id for n in inner if isinstance(n, ast.Name)} | {
        n.attr for n in inner if isinstance(n, ast.Attribute)
    }
