"""Let ``-x`` and ``--maxfail`` go past what is not written yet, and stop at what is wrong.

pytest counts failures as their reports arrive, in each process of xdist and again where they are gathered.
A stub's report is taken off the count there and put back at the end, so that the exit code stays what it was.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest

from autograder.model import Verdict


class Stopping:
    """Counts the stubs of one run; registered as a plugin where the run may stop early."""

    def __init__(self) -> None:
        self.session: pytest.Session | None = None
        self.stubs = 0

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Generator[None, Any, Any]:
        """Put the stubs back on the count when the tests have run."""
        self.session = session
        try:
            return (yield)
        finally:
            session.testsfailed += self.stubs

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> Generator[None, Any, Any]:
        """Take a stub off the count before it is counted."""
        record = getattr(report, "autograder", None)
        is_stub = record is not None and record["verdict"] == Verdict.NOT_IMPLEMENTED
        if self.session is not None and is_stub and report.failed:
            self.stubs += 1
            self.session.testsfailed -= 1
            if (gathering := self.session.config.pluginmanager.getplugin("dsession")) is not None:
                gathering.countfailures -= 1
        return (yield)
