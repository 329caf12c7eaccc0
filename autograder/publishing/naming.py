"""What people read in place of the names that tests, exercises and assignments have on disk.

The case of a parametrised test is shown only when it is a word that its author chose (``[empty_rows]``);
cases that pytest named after their values are numbered, for the values belong to the hidden tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from autograder.model import Assignment

_WORDS = re.compile(r"[A-Za-z]\w*(?:-[A-Za-z]\w*)*", re.ASCII)
_HEADING = re.compile(r"^#\s+(.+?)\s*#*\s*$", re.MULTILINE)


def test_names(tests: Iterable[str]) -> dict[str, str]:
    """Return a name to read for each test of a suite, given in its order.

    ``TestMaskedSoftmax::test_any_memory_layout[float32]`` gives ``any memory layout (float32)``; a case like
    ``[3-0.5]`` gives ``(case 2)``. Names are the same for everybody as long as the whole suite is given.
    """
    cases: dict[str, int] = {}
    names = {}
    for test in tests:
        owner, _, case = test.partition("[")
        words = owner.rpartition("::")[2].removeprefix("test_").replace("_", " ").strip() or owner
        case = case.removesuffix("]")
        if case:
            cases[owner] = cases.get(owner, 0) + 1
            told = case.replace("_", " ").replace("-", ", ")
            words += f" ({told if _WORDS.fullmatch(case) else f'case {cases[owner]}'})"
        names[test] = words
    return names


test_names.__test__ = False  # type: ignore[attr-defined]


def title_of(assignment: Assignment) -> str:
    """Return the handout's first heading, or the assignment's name."""
    try:
        found = _HEADING.search(assignment.handout.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        found = None
    return found[1] if found else assignment.name
