"""Run a test without pytest's ceremony, which costs more than most tests do.

pytest collects the suite and knows each test's class, parameters and marks. A test that asks for nothing but
what `autograder.checking.given` offers needs no more of pytest to be run: a fresh instance of its class and
one call. Any other (a fixture of its own, a skip, a set-up method) goes through pytest as a whole.

A test that a submission passes with the very answers of another is not even called, see `passed`.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from autograder.checking.given import Given
from autograder.checking.judging import judge
from autograder.checking.run import Run
from autograder.checking.runners import Remote
from autograder.checking.suite import PLACE
from autograder.grading.passed import Passed

_MARKS = {"exercise", "points", "speed", "parametrize"}
_MEASURED = {"race", "footprint"}
"""What makes a test depend on more than answers."""
_CEREMONIES = ("setup_method", "teardown_method", "setup_class", "teardown_class")


class Direct:
    """One collected test, ready to be called.

    Parameters
    ----------
    item : pytest.Item
        As collected.
    seed : int
        What the test's draws start from, besides its name.
    cases : callable
        Gives the module ``cases.py``.
    """

    def __init__(self, item: pytest.Function, seed: int, cases: Callable[[], ModuleType]) -> None:
        self._class: type[Any] = item.cls
        self._name: str = item.originalname
        parameters = item.callspec.params if hasattr(item, "callspec") else {}
        names = item._fixtureinfo.initialnames
        self._parameters = {name: parameters[name] for name in names if name in parameters}
        self._wanted = [name for name in names if name in Given.NAMES]
        self._place = item.stash[PLACE]
        self._seed = seed
        self._cases = cases
        self._passed = None if _MEASURED & set(self._wanted) else Passed()

    @classmethod
    def of(cls, item: pytest.Item, seed: int, cases: Callable[[], ModuleType]) -> Direct | None:
        """Return a test ready to be called, or None when it needs pytest's help."""
        if not isinstance(item, pytest.Function) or item.cls is None:
            return None
        if any(hasattr(item.cls, name) for name in _CEREMONIES):
            return None
        if {mark.name for mark in item.iter_markers()} - _MARKS:
            return None
        parameters = item.callspec.params if hasattr(item, "callspec") else {}
        # initial names: what the test asks for, and what is used without being asked for
        wanted = item._fixtureinfo
        if set(parameters) & set(Given.NAMES) or set(wanted.initialnames) - set(parameters) - set(
            Given.NAMES
        ):
            return None
        # a name of ours that the suite gives another meaning
        if any(len(wanted.name2fixturedefs.get(name, ())) > 1 for name in wanted.initialnames):
            return None
        return cls(item, seed, cases)

    def run(self, run: Run) -> None:
        """Run the test for one submission and keep what became of it."""
        start = _cpu(run)
        error = None
        try:
            run.begin(self._place)
            if self._passed is not None and isinstance(run.runner, Remote):
                self._run_remote(run, run.runner, self._passed)
            else:
                self._call(run)
        except KeyboardInterrupt:
            raise
        except BaseException as raised:  # noqa: BLE001 (as pytest does: whatever ends a test is its outcome)
            error = raised
        judge(run, self._place, error, _cpu(run) - start)

    def _run_remote(self, run: Run, runner: Remote, passed: Passed) -> None:
        """Call the test unless the answers are known to pass; raises what the test does."""
        worker = runner.worker
        try:
            if passed.again(worker, runner.seconds):
                return
            worker.heard = []
            self._call(run)
            passed.learn(worker.heard)
        finally:
            worker.heard = None
            worker.told.clear()

    def _call(self, run: Run) -> None:
        given = Given(run, self._place.test, self._seed, self._cases, _no_zygote)
        arguments = {name: given[name] for name in self._wanted}
        getattr(self._class(), self._name)(**arguments, **self._parameters)


def _cpu(run: Run) -> float:
    return run.runner.worker.cpu_now() if isinstance(run.runner, Remote) else 0.0


def _no_zygote(_: object) -> Any:
    raise AssertionError("a lane's submissions have a zygote of their own")
