"""Leave docstrings out of the source that pytest shows in a traceback: a stub's is longer than its code."""

from __future__ import annotations

import re
from collections.abc import Sequence

from _pytest._code.code import ExceptionChainRepr, ExceptionRepr, ReprEntry

_OPENS = re.compile(r'^[ >]\s*[rR]?("""|\'\'\')')
_HEADER = re.compile(r"^[ >]\s*(async def|def|class|@)\b")


def without_docstrings(shown: ExceptionRepr) -> None:
    """Take the docstrings out of a traceback that is to be printed; only the first line of each stays."""
    if isinstance(shown, ExceptionChainRepr):
        for traceback, _, _ in shown.chain:
            for entry in traceback.reprentries:
                if isinstance(entry, ReprEntry):
                    entry.lines = _shortened(entry.lines)


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
