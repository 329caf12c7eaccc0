"""``-k`` with the name of an exercise: that exercise's tests, and not all whose names hold the word.

pytest takes any part of a test's name, so that ``-k perplexity`` would run three other exercises too. Any
other expression is left to pytest.
"""

from __future__ import annotations

import pytest

from autograder.checking.suite import PLACE


def leave_others_out(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take the tests of other exercises from suites that have one called as ``-k`` says."""
    word = config.getoption("keyword", default="").strip().lower()
    names = {item: item.stash[PLACE].exercise.name.lower() for item in items if PLACE in item.stash}
    suites = {item.path for item, name in names.items() if name == word}
    others = [item for item in items if item.path in suites and names.get(item) != word]
    if others:
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item.path not in suites or names.get(item) == word]
