"""A process that has imported everything slow, and the suite, and waits to run an assignment's tests, once.

Started ahead of time (see `spare`), so that a saved file meets a warm process; started anew for every run, so
that a loop without end can be killed and nothing is left of the run before. One line of JSON comes in on
standard input, lines of JSON go out: one for each test as it ends. Slow tests are run last, and the line
before them says so.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import pytest

from autograder.checking.progress import row_of
from autograder.checking.scoreboard import RUNNING
from autograder.checking.suite import PLACE
from autograder.exercises import together

# what the tests of a suite have no use for, and costs time with every one of them
_WITHOUT = ("terminal", "logging", "unraisableexception", "threadexception", "faulthandler", "junitxml")

_SLOW = 0.15
"""Seconds from which on a test is slow."""


class Listener:
    """Waits for the order once the suite is collected, runs what it names, sends how each test ends."""

    def __init__(self, orders: Any, out: Any) -> None:
        self.orders = orders
        self.out = out
        self.late: list[pytest.Item] = []

    def send(self, **fields: Any) -> None:
        """Write one line."""
        self.out.write(json.dumps(fields) + "\n")
        self.out.flush()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Wait; then leave out the exercises that are not asked for."""
        ours = [item.stash[PLACE] for item in session.items if PLACE in item.stash]
        # each class of an exercise may name other functions of its own
        self.send(exercises={one.name: one.functions for one in together(place.exercise for place in ours)})
        _warm_torch()
        line = self.orders.readline()
        if not line:
            session.shouldstop = "nobody waits any more"
            return True
        order = json.loads(line)
        chosen, durations = order["exercises"], order["durations"]
        if chosen is not None:
            wanted = [item for item in session.items if _exercise(item) in chosen]
            out = [item for item in session.items if item not in wanted]
            session.config.hook.pytest_deselected(items=out)
            session.items[:] = wanted
        late = [item for item in session.items if _is_slow(item, durations)]
        if 0 < len(late) < len(session.items):
            self.late = late
            session.items[:] = [item for item in session.items if item not in late] + late
        return None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> None:
        """Say when slow tests alone are left."""
        if self.late and item is self.late[0]:
            self.send(running=[asdict(row_of(one, RUNNING)) for one in self.late])

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Say which test begins, for the case that it never ends."""
        self.send(begins=nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Send a test's row and what it says."""
        record = getattr(report, "autograder", None)
        if record is not None:
            row = {k: v for k, v in record.items() if k != "suite"}
            self.send(row=row, text=report.longreprtext, seconds=report.duration)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Send why the suite itself cannot be collected."""
        if report.failed:
            self.send(broken=report.longreprtext)

    def pytest_internalerror(self, excrepr: object) -> None:
        """Say that pytest itself has failed."""
        reason = str(excrepr).rstrip().rpartition("\n")[2]
        self.send(broken=f"pytest met an error of its own: {reason}; run it by hand to read more")

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Say that this was all."""
        self.send(status=int(exitstatus))


def _exercise(item: pytest.Item) -> str:
    place = item.stash.get(PLACE, None)
    return place.exercise.name if place else ""


def _is_slow(item: pytest.Item, durations: Mapping[str, float]) -> bool:
    """Say whether a test took long before; one that has not been run does when it measures time."""
    place = item.stash.get(PLACE, None)
    if place is None:
        return False
    known = durations.get(place.test)
    return "beat" in getattr(item, "fixturenames", ()) if known is None else known > _SLOW


def _warm_torch() -> None:
    """Let torch do once what takes it long the first time, while the student is still writing."""
    torch = sys.modules.get("torch")
    if torch is not None:
        x = torch.ones(1, 2, 2, dtype=torch.float64, requires_grad=True)
        torch.nn.functional.scaled_dot_product_attention(x, x, x).sum().backward()


def main(root: str, suite: str, seconds: str) -> None:
    """Import, collect, wait for the order, run it, end."""
    # what a student prints must not mix with our lines
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    orders = os.fdopen(os.dup(0), encoding="utf-8")
    import numpy  # noqa: F401
    import torch  # noqa: F401

    import autograder.checking.explaining  # noqa: F401

    options = [option for name in _WITHOUT for option in ("-p", f"no:{name}")]
    options += ["--disable-plugin-autoload", "-p", "autograder.checking.plugin", "-p", "pytest_timeout"]
    pytest.main(
        [suite, *options, f"--rootdir={root}", f"--timeout={seconds}"], plugins=[Listener(orders, out)]
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
