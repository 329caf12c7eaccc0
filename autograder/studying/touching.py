"""What a change of a student's file touches: the functions that changed, and all that use them by name."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache


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
        old, new = _read(before), _read(after)
    except (SyntaxError, ValueError):
        return None
    if old.rest != new.rest:
        return None
    mine, theirs = old.definitions, new.definitions
    changed = {name for name in mine.keys() | theirs.keys() if mine.get(name) != theirs.get(name)}
    return _spread(changed, [new, *map(_read, users)])


def reached_from(overlay: str, text: str, users: Collection[str]) -> set[str] | None:
    """Return what uses something of an overlay put below a text; None when it may be anything."""
    laid = _read(overlay)
    return None if laid.rest else _spread(set(laid.definitions), [laid, _read(text), *map(_read, users)])


def _spread(changed: set[str], files: Iterable[_File]) -> set[str]:
    """Add to some names all that use them, directly or not."""
    uses: dict[str, set[str]] = {}
    for file in files:
        for name, used in file.uses.items():
            uses[name] = uses.get(name, set()) | used
    while more := {name for name, used in uses.items() if used & changed} - changed:
        changed = changed | more
    return changed


@dataclass(frozen=True)
class _File:
    """What a text defines at its top, and the names that each definition uses."""

    definitions: dict[str, str]
    rest: list[str]
    """What else stands there and may do anything; docstrings do nothing."""
    uses: dict[str, set[str]]


@lru_cache(maxsize=16)
def _read(text: str) -> _File:
    tree = ast.parse(text)
    definitions: dict[str, str] = {}
    rest, uses = [], dict[str, set[str]]()
    for node in tree.body:
        names = list(_bound(node))
        for name in names:
            uses[name] = uses.get(name, set()) | _names(node)
        if names and _does_nothing_else(node):
            # more than one definition of a name: each may be in use somewhere
            definitions.update({name: definitions.get(name, "") + ast.dump(node) for name in names})
        elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            rest.append(ast.dump(node))
    return _File(definitions, rest, uses)


def _bound(node: ast.stmt) -> Iterator[str]:
    """Give the names of a function, a class or constants."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        yield from (n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name))


def _does_nothing_else(node: ast.stmt) -> bool:
    """Say whether a statement gives a name a meaning and has no other effect."""
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        plain = (ast.Name, ast.Constant, ast.Tuple, ast.List, ast.Dict, ast.expr_context)
        value = [] if node.value is None else ast.walk(node.value)
        return all(isinstance(t, ast.Name) for t in targets) and all(isinstance(n, plain) for n in value)
    return True


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
