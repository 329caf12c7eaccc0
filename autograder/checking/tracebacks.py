"""Leave out of a traceback what only makes it long: docstrings, and most of functions not the student's.

A stub's docstring is longer than its code, a test's arguments are objects of ours, and a library's function
may be a hundred lines above the one that raises. What runs beside the student's file has no source to show.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from _pytest._code.code import ExceptionChainRepr, ExceptionRepr, ReprEntry

_OPENS = re.compile(r'^[ >]\s*[rR]?("""|\'\'\')')
_BEFORE = 6
"""Lines shown above the one that raises, in a function that the student did not write."""
_NO_SOURCE = ["    ???"]
_HEADER = re.compile(r"^[ >]\s*(async def|def|class|@)\b")


def shorten(shown: ExceptionRepr, file: str) -> None:
    """Shorten a traceback that is to be printed, which leads through the student's file."""
    if isinstance(shown, ExceptionChainRepr):
        for traceback, _, _ in shown.chain:
            for entry in traceback.reprentries:
                if isinstance(entry, ReprEntry):
                    entry.lines = _shortened(entry.lines)
                    place = entry.reprfileloc
                    if place is not None and Path(place.path).name != file:
                        entry.reprfuncargs = None
                        entry.lines = _end_of(entry.lines)


def _shortened(lines: Sequence[str]) -> list[str]:
    """Cut the first docstring behind a header down to its first line; an error inside it keeps it whole."""
    start = next((i for i, line in enumerate(lines) if _OPENS.match(line)), None)
    if start is None or not any(_HEADER.match(line) for line in lines[:start]):
        return list(lines)
    mark = _OPENS.match(lines[start])[1]  # type: ignore[index]
    if lines[start].count(mark) > 1:
        return list(lines)
    end = next((i for i in range(start + 1, len(lines)) if mark in lines[i]), None)
    if end is None or any(line.startswith(">") for line in lines[start : end + 1]):
        return list(lines)
    return [*lines[:start], f"{lines[start].rstrip()} …{mark}", *lines[end + 1 :]]


def _end_of(lines: Sequence[str]) -> list[str]:
    """Keep the line that raises and a few above it."""
    if list(lines) == _NO_SOURCE:
        return []
    at = next((i for i, line in enumerate(lines) if line.startswith(">")), 0)
    return list(lines) if at <= _BEFORE else ["    …", *lines[at - _BEFORE :]]
