"""Which part of a result something is: its place in it, and the name that the docstring gives it."""

from __future__ import annotations

import inspect
import re
from typing import Any

from autograder.checking.runners import Called, InProcess

_SHARED = (bool, int, float, complex, str, type(None))
"""Small ones are shared objects, so that one may stand in many places."""
_RETURNS = re.compile(r"^Returns\n-+\n(?P<body>.*?)(?=\n\n\w+\n-+\n|\Z)", re.MULTILINE | re.DOTALL)
_INSIDE = re.compile(r"\bin ((?:\[\d+\])+):")
_KEYS = re.compile(r"\d+")
_NAMES = re.compile(r"(\w+(?:, \w+)*|\(\w+(?:, \w+)*\)) : ")


class Parts:
    """The parts of one result.

    Parameters
    ----------
    result : plain value
        What a function returned.
    value : plain value
        What is spoken of: the result, or something inside it; the same object, not an equal one.
    doc : str
        Docstring of the function, numpy style.
    """

    def __init__(self, result: Any, value: Any, doc: str) -> None:
        self.result = result
        self.names = _names(doc)
        self.way = _way(value, result)

    def where(self) -> str:
        """Return where in the result the value stands, as in ``[1] (dw)``; empty when it is not a part."""
        return self._place(self.way, self.way) if self.way else ""

    def named(self, text: str) -> str:
        """Add names to places inside the value: ``in [1]: ...`` becomes ``in [1] (dw): ...``."""

        def place(found: re.Match[str]) -> str:
            inside = [int(key) for key in _KEYS.findall(found[1])]
            return f"in {self._place(inside, [*self.way, *inside])}:"

        return _INSIDE.sub(place, text)

    def _place(self, shown: list[Any], way: list[Any]) -> str:
        name = self._name(way)
        name = f" ({name.strip('()')})" if name else ""
        return "".join(f"[{key!r}]" for key in shown) + name

    def _name(self, way: list[Any]) -> str:
        """Return the name of a part, if the docstring names as many as there are."""
        names, result, name = self.names, self.result, ""
        for key in way:
            if type(result) is not tuple or len(names) != len(result):
                return ""
            name, result = names[key], result[key]
            names = name.strip("()").split(", ") if name[0] == "(" else []
        return name


def parts_of(runner: object, call: Called | None, value: Any) -> Parts:
    """Return the parts of what a call returned, as `value` is spoken of; of nothing without a call."""
    return Parts(None, None, "") if call is None else Parts(call.result, value, _doc(runner, call.function))


def _doc(runner: object, function: str) -> str:
    if not isinstance(runner, InProcess):
        return ""
    doc = getattr(vars(runner.program().module).get(function), "__doc__", None)
    return doc if isinstance(doc, str) else ""


def _way(value: Any, result: Any) -> list[Any]:
    if value is result or type(value) in _SHARED:
        return []
    pairs = result.items() if type(result) is dict else enumerate(result) if type(result) is tuple else ()
    for key, item in pairs:
        inner = _way(value, item)
        if inner or item is value:
            return [key, *inner]
    return []


def _names(doc: str) -> list[str]:
    found = _RETURNS.search(inspect.cleandoc(doc))
    names: list[str] = []
    for line in found["body"].split("\n") if found else ():
        if named := _NAMES.match(line):
            names += [named[1]] if named[1][0] == "(" else named[1].split(", ")
    return names
