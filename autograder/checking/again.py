"""Get the inputs of a public test's call back, to look at them in Python: ``again.inputs(...)``.

Started in the assignment's folder. The test is run once more, and the arguments of the call are kept.
"""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from autograder.checking.suite import PLACE
from autograder.isolation.rebuilding import copy


class _Listener:
    """Keeps the arguments of the test's calls."""

    def __init__(self) -> None:
        self.calls: list[tuple[tuple[Any, ...], dict[str, Any]]] = []

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, Any, Any]:
        from autograder.checking.plugin import run_of

        if PLACE in item.stash:
            self.calls = [(c.args, c.kwargs) for c in run_of(item).runner.calls] or self.calls
        return (yield)


def inputs(test: str, call: int = -1, seed: int = 0) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Return (args, kwargs) of one call that a public test makes.

    Parameters
    ----------
    test : str
        As in ``TestMasks::test_padding``.
    call : int
        Which of the test's calls, counted from 0.
    seed : int
        As given to ``pytest --seed``.

    Raises
    ------
    ValueError
        If there is no such test here, or it makes fewer calls.
    """
    listener = _Listener()
    options = ["-p", "no:terminal", "-p", "no:cacheprovider", f"--seed={seed}", "-p", "no:xdist"]
    pytest.main([f"{Path('test_public.py').resolve()}::{test}", *options], plugins=[listener])
    try:
        args, kwargs = listener.calls[call]
    except IndexError:
        raise ValueError(
            f"{test} makes {len(listener.calls)} calls here; start Python in the assignment's folder"
        ) from None
    return copy((args, kwargs), layout=True)  # type: ignore[no-any-return]
