"""The exercises of an assignment, read off the decorators of a suite without running it.

Who has run pytest's collection asks that instead (`autograder.checking.suite`); this is for what is made from
an assignment's files alone: notebooks, and the cells of a gradebook. Only our own suites are parsed.
"""

import ast
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

from autograder.model import CourseError, Exercise


def exercises_in(suite: Path) -> list[Exercise]:
    """Return the exercises of a suite in order, with the points of all their classes.

    Parameters
    ----------
    suite : Path
        ``test_public.py`` or ``test_hidden.py`` of ours.

    Raises
    ------
    CourseError
        With file and line, for text that is not Python and for an ``@exercise`` that cannot be read as it
        stands: its arguments have to be literals.
    """
    try:
        tree = ast.parse(suite.read_text(encoding="utf-8"))
    except (SyntaxError, ValueError) as error:
        raise CourseError(f"this is not Python: {error}", (suite, getattr(error, "lineno", None))) from None
    return together(
        _exercise(call, suite)
        for node in tree.body
        for call in (node.decorator_list if isinstance(node, ast.ClassDef) else [])
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "exercise"
    )


def together(parts: Iterable[Exercise]) -> list[Exercise]:
    """Return exercises in order, with the points and functions of all parts of the same name."""
    found: dict[str, Exercise] = {}
    for one in parts:
        old = found.get(one.name, Exercise(one.name, Fraction(), ()))
        functions = tuple(dict.fromkeys((*old.functions, *one.functions)))
        found[one.name] = Exercise(one.name, old.points + one.points, functions)
    return list(found.values())


def _exercise(call: ast.Call, suite: Path) -> Exercise:
    given: dict[str, Any] = dict(zip(("name", "points", "functions"), call.args, strict=False))
    given |= {str(keyword.arg): keyword.value for keyword in call.keywords}
    try:
        name = str(ast.literal_eval(given["name"]))
        points = Fraction(str(ast.literal_eval(given["points"])))
        functions = tuple(ast.literal_eval(given["functions"])) if "functions" in given else (name,)
    except (KeyError, ValueError, TypeError):
        raise CourseError(
            'write the arguments of @exercise as they are, as in @exercise("softmax", points=6)',
            (suite, call.lineno),
        ) from None
    return Exercise(name, points, functions)
