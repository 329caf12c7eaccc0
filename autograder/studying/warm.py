"""A process that has imported everything slow and waits to run the tests of one assignment, once.

Started by `watching` ahead of time, so that a saved file meets a warm process; started anew for every run, so
that a loop without end can be killed and nothing is left of the run before. One line of JSON comes in on
standard input, lines of JSON go out: one for each test as it ends.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import pytest

from autograder.checking.suite import PLACE


class Listener:
    """Sends what becomes of each test, and leaves out the exercises that are not asked for."""

    def __init__(self, out: Any, exercises: list[str] | None) -> None:
        self.out = out
        self.exercises = exercises

    def send(self, **fields: Any) -> None:
        """Write one line."""
        self.out.write(json.dumps(fields) + "\n")
        self.out.flush()

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Choose tests; say which exercises there are."""
        ours = [item.stash[PLACE] for item in items if PLACE in item.stash]
        self.send(exercises={place.exercise.name: list(place.exercise.functions) for place in ours})
        if self.exercises is not None:
            wanted = [item for item in items if item.stash[PLACE].exercise.name in self.exercises]
            config.hook.pytest_deselected(items=[item for item in items if item not in wanted])
            items[:] = wanted

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Say which test begins, for the case that it never ends."""
        self.send(begins=nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Send a test's row and what it says."""
        record = getattr(report, "autograder", None)
        if record is not None:
            self.send(row={k: v for k, v in record.items() if k != "suite"}, text=report.longreprtext)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Send why the suite itself cannot be collected."""
        if report.failed:
            self.send(broken=report.longreprtext)


def main() -> None:
    """Wait for the order, run it, end."""
    import numpy  # noqa: F401
    import torch  # noqa: F401

    import autograder.checking.explaining
    import autograder.checking.plugin  # noqa: F401

    # what a student prints must not mix with our lines
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    out.write("ready\n")
    out.flush()
    line = sys.stdin.readline()
    if not line:
        return
    order = json.loads(line)
    options = [
        "-p",
        "no:terminal",
        "-p",
        "no:xdist",
        f"--rootdir={order['root']}",
        f"--timeout={order['timeout']}",
    ]
    status = pytest.main([order["suite"], *options], plugins=[listener := Listener(out, order["exercises"])])
    listener.send(status=int(status))
    out.close()


if __name__ == "__main__":
    main()
