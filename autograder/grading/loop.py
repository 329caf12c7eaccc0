"""pytest in a thread of its own, whose test loop waits for submissions instead of ending.

The lane puts a `Run` in and is told when all of its tests have been run; what they came to is in the run.
"""

from __future__ import annotations

import queue
import sys
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from autograder.checking.judging import charge_answer
from autograder.checking.plugin import PLACE, RUN, cases_of
from autograder.checking.run import Run
from autograder.checking.runners import InProcess, Remote
from autograder.checking.tolerance import TOLERANCES
from autograder.course import Tolerances
from autograder.grading.direct import Direct
from autograder.model import Assignment, Verdict

_SETTINGS = Path(__file__).with_name("lane.ini")
_HURRIED_SECONDS, _HURRIED_TIMES = 1.0, 20.0
"""After a time-out: what a call gets at least, and how many times the reference's time."""


class GraderError(Exception):
    """Our own failure while grading; no grade is written for what it concerns."""


class Loop:
    """The plugin whose test loop waits for runs; lives in the lane's thread."""

    def __init__(self) -> None:
        self._tasks: queue.SimpleQueue[Run | None] = queue.SimpleQueue()
        self._answers: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._run: Run | None = None
        self._problems: list[str] = []
        self._direct: dict[str, Direct | None] = {}
        self._sound: dict[str, bool] = {}
        """Tests that tripped over some answer: whether they pass on the reference."""
        self._slowest: dict[str, float] = {}
        """CPU seconds of the reference's slowest call in a test, of those that were asked for."""
        self._own: InProcess | None = None

    def ask(self, run: Run | None) -> None:
        """Hand in a run; None ends the loop."""
        self._tasks.put(run)

    def answer(self) -> Any:
        """Wait for the loop; raises what went wrong in it."""
        value = self._answers.get()
        if isinstance(value, Exception):
            raise value
        return value

    def main(self, assignment: Assignment, seed: int, tolerances: Tolerances) -> None:
        """Run pytest until there are no more runs."""
        TOLERANCES.set(tolerances)
        suite = assignment.hidden
        arguments = ["-c", str(_SETTINGS), "--rootdir", str(suite.parent), f"--seed={seed}", str(suite)]
        # suites of all assignments have the same name, and pytest would take one that is loaded already
        sys.modules.pop(suite.stem, None)
        try:
            status = pytest.main(arguments, plugins=[self])
        except BaseException as error:  # noqa: BLE001 (the lane's thread must answer)
            self._answers.put(GraderError(f"{suite}: {type(error).__name__}: {error}"))
            return
        said = "; ".join(self._problems) or f"pytest ended with status {int(status)}"
        self._answers.put(GraderError(f"{suite}: {said}"))

    def pytest_configure(self, config: pytest.Config) -> None:
        """Answer the plugin's question for the current run."""
        config.stash[RUN] = lambda _: self._current()

    def _current(self) -> Run:
        if self._run is None:
            raise GraderError("no submission is being graded")
        return self._run

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep what went wrong while collecting."""
        if report.failed:
            self._problems.append(str(report.longrepr).strip().splitlines()[-1])

    def _run_test(self, item: pytest.Item, run: Run, following: pytest.Item | None) -> None:
        direct = self._direct[item.stash[PLACE].test]
        if direct is not None:
            direct.run(run)
        else:
            runtestprotocol(item, log=False, nextitem=following)

    def _settle(self, run: Run, item: pytest.Item, following: pytest.Item | None) -> None:
        """Find out whose fault it is when a test's own code raised: the reference goes through it too."""
        place = item.stash[PLACE]
        outcome = run.outcomes.get(place.test)
        if outcome is None or not outcome.tripped or run.reference is None:
            return
        if place.test not in self._sound:
            control = self._on_reference(run, run.reference, item, following)
            self._sound[place.test] = control.outcomes[place.test].verdict is Verdict.PASSED
        if self._sound[place.test]:
            charge_answer(run, place)

    def _hurry(self, run: Run, item: pytest.Item, following: pytest.Item | None) -> None:
        """Once a call took too long, wait for others no longer than many times what the reference takes.

        A loop without end in what others build on would otherwise cost the full limit again and again.
        """
        place = item.stash[PLACE]
        if not (run.timeouts and isinstance(run.runner, Remote) and run.reference) or place.is_speed:
            return
        if place.test not in self._slowest:
            control = self._on_reference(run, run.reference, item, following)
            self._slowest[place.test] = max((c.cpu_seconds for c in control.runner.calls), default=0.0)
        limit = run.runner.worker.zygote.budget.call_seconds
        run.runner.seconds = min(limit, max(_HURRIED_SECONDS, _HURRIED_TIMES * self._slowest[place.test]))

    def _on_reference(
        self, run: Run, reference: InProcess, item: pytest.Item, following: pytest.Item | None
    ) -> Run:
        """Run a test on the reference, in the middle of another run."""
        self._own = self._own or InProcess(reference.source)
        self._run = control = Run(self._own, reference)
        self._run_test(item, control, following)
        self._run = run
        return control

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run all tests for each run that comes in."""
        items = session.items
        if session.testsfailed or not items:
            self._problems.append("the suite cannot be collected" if session.testsfailed else "no tests")
            return True
        seed, folder = session.config.getoption("--seed"), items[0].path.parent
        cases = partial(cases_of, session.config, folder)
        self._direct = {item.stash[PLACE].test: Direct.of(item, seed, cases) for item in items}
        self._answers.put(tuple(item.stash[PLACE] for item in items))
        while (run := self._tasks.get()) is not None:
            self._run = run
            wanted = [item for item in items if run.wants(item.stash[PLACE])]
            order = sorted(wanted, key=lambda item: run.order(item.stash[PLACE]))
            for item, following in zip_longest(order, order[1:]):
                kept = run.earlier(run, item.stash[PLACE]) if run.earlier is not None else None
                if kept is not None:
                    run.keep(item.stash[PLACE], kept)
                    continue
                self._hurry(run, item, following)
                self._run_test(item, run, following)
                self._settle(run, item, following)
                if run.is_decided():
                    session._setupstate.teardown_exact(None)
                    break
            self._run = None
            self._answers.put(None)
        return True
