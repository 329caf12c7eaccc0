"""What a change of a student's file touches: the functions that changed, and all that use them by name."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping


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
    found = reached(before, after, [harness])
    return None if found is None else {name for name, own in exercises.items() if found & set(own)}


def reached(before: str, after: str, users: Collection[str]) -> set[str] | None:
    """Return what uses a change, directly or not; None when it may be anything.

    Parameters
    ----------
    before, after : str
        The student's file as it was, and as it is now.
    users : collection of str
        Texts of files that use it: their functions, classes and constants are looked through too. A name in
        a string counts as used, since suites call functions so.
    """
    try:
        old, new = ast.parse(before), ast.parse(after)
    except (SyntaxError, ValueError):
        return None
    mine, theirs = _definitions(old), _definitions(new)
    if _rest(old) != _rest(new):
        return None
    changed = {name for name in mine.keys() | theirs.keys() if mine.get(name) != theirs.get(name)}
    uses: dict[str, set[str]] = {}
    for text in [after, *users]:
        for name, node in _named(ast.parse(text)):
            uses[name] = uses.get(name, set()) | _names(node)
    while more := {name for name, used in uses.items() if used & changed} - changed:
        changed |= more
    return changed


def _named(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Give what a file defines at its top, constants too."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from ((n.id, node) for t in targets for n in ast.walk(t) if isinstance(n, ast.Name))


def _nodes(tree: ast.Module) -> list[ast.FunctionDef | ast.ClassDef]:
    return [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]


def _definitions(tree: ast.Module) -> dict[str, str]:
    return {node.name: ast.dump(node) for node in _nodes(tree)}


def _rest(tree: ast.Module) -> list[str]:
    """Return what stands at the top and defines no function, without docstrings."""
    rest = [node for node in tree.body if not isinstance(node, ast.FunctionDef | ast.ClassDef)]
    return [ast.dump(n) for n in rest if not (isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant))]


def _names(node: ast.AST) -> set[str]:
    found = set()
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name):
            found.add(inner.id)
        elif isinstance(inner, ast.Attribute):
            found.add(inner.attr)
        elif isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            found.add(inner.value)
    return found
