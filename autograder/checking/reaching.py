"""Which functions a call may run, as far as the names in a text tell."""

from __future__ import annotations

import ast
from functools import lru_cache


def reachable(function: str, texts: tuple[str, ...]) -> set[str]:
    """Return the names that a call of `function` may run, by following names through texts of Python."""
    used = _uses(texts)
    met: set[str] = set()
    waiting = [function]
    while waiting:
        name = waiting.pop()
        if name not in met:
            met.add(name)
            waiting += used.get(name, ())
    return met


@lru_cache(maxsize=8)
def _uses(texts: tuple[str, ...]) -> dict[str, set[str]]:
    """Return the names that each function and class at the top of the texts uses."""
    uses: dict[str, set[str]] = {}
    for text in texts:
        for node in ast.parse(text).body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                uses.setdefault(node.name, set()).update(_names_in(node))
    return uses


def _names_in(node: ast.AST) -> set[str]:
    inner = list(ast.walk(node))
    return {n.id for n in inner if isinstance(n, ast.Name)} | {
        n.attr for n in inner if isinstance(n, ast.Attribute)
    }
