"""Public tests from a notebook's cell: pytest, in the kernel, on the functions that live there.

The suite is the one beside the notebook and runs as `pytest` would run it at home; only the student's file is
the notebook's own namespace, so nothing has to be saved or exported first. Grading never comes here.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from autograder.checking import plugin
from autograder.checking.habits import Habits
from autograder.checking.run import Run
from autograder.checking.runners import InProcess
from autograder.checking.wording import plural
from autograder.isolation.loading import Program, Source
from autograder.model import Assignment, Verdict

_OPTIONS = (
    *("-p", "no:terminal", "-p", "no:cacheprovider", "-p", "no:faulthandler"),
    *("--import-mode=importlib", "--capture=sys", "--timeout=60"),
    *("-o", "timeout_func_only=true", "-c", os.devnull),
)


class TestsFailedError(AssertionError):
    """Some tests of an exercise do not pass; Jupyter shows its text and no frames of ours."""

    __test__ = False  # not a test class, whatever pytest thinks of its name

    def _render_traceback_(self) -> list[str]:
        return str(self).split("\n")


def run_tests(exercise: str, namespace: dict[str, Any], folder: str | Path = ".") -> None:
    """Run the public tests of an exercise on functions of a notebook, and print how many pass.

    Parameters
    ----------
    exercise : str
        Its name, as in the headings of the handout.
    namespace : dict
        The notebook's ``globals()``.
    folder : str or Path
        Where ``test_public.py`` and what it needs lie: beside the notebook.

    Raises
    ------
    TestsFailedError
        When a test does not pass: all that pytest has to say about each.
    """
    here = Path(folder).resolve()
    assignment = Assignment(here.name, here)
    if not assignment.public.is_file():
        raise TestsFailedError(
            f"there is no {assignment.public.name} in {here}; keep the notebook in the assignment's folder"
        )
    watch = _Watch(assignment, _program(assignment, namespace))
    arguments = (str(assignment.public), f"--rootdir={here}", "-m", f"exercise(name={exercise!r})", *_OPTIONS)
    try:
        status = pytest.main([*arguments], plugins=[watch])
    finally:
        _forget(assignment.public)
    if watch.failures or status != pytest.ExitCode.OK:
        raise TestsFailedError(watch.sentence(exercise, status))
    print(f"{exercise}: {'the test passes' if watch.run == 1 else f'all {watch.run} tests pass'}")


class _Watch:
    """Gives pytest the notebook's functions, and takes down what does not pass."""

    def __init__(self, assignment: Assignment, program: Program) -> None:
        self.suite = assignment.public
        self.runner = InProcess(program.source, habits=Habits(), _program=program)
        self.failures: list[str] = []
        self.waiting = 0
        self.run = 0

    def pytest_configure(self, config: pytest.Config) -> None:
        plugin.set_tolerances(Assignment(self.suite.parent.name, self.suite.parent))
        config.option.tbstyle = "short"
        config.stash[plugin.RUNS][self.suite] = Run(self.runner, shows_values=True)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.failures.append(report.longreprtext)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        outcome = item.stash.get(plugin.OUTCOME, None)
        if report.when == "call" and outcome is not None and outcome.verdict is Verdict.NOT_IMPLEMENTED:
            self.waiting += 1
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.run += report.when == "call"
        if report.passed:
            return
        printed = f"\nprinted:\n{report.capstdout}" if report.capstdout else ""
        name = report.nodeid.partition("::")[2]
        # what says how to call a function again calls the module's; here it is the notebook's own
        module = self.runner.source.module
        said = report.longreprtext.replace(f"import {module}, ", "import ").replace(f"; {module}.", "; ")
        self.failures.append(f"{name}\n{said}{printed}")

    def sentence(self, exercise: str, status: int) -> str:
        """Say everything that went wrong."""
        if status == pytest.ExitCode.NO_TESTS_COLLECTED:
            return f"{self.suite.name} has no tests of {exercise}"
        if status == pytest.ExitCode.INTERRUPTED and not self.failures:
            return f"{exercise}: stopped"
        if self.waiting and self.waiting == len(self.failures):
            return f"{exercise}: not implemented yet"
        if not self.run and not self.failures:
            return f"{exercise}: pytest could not run {self.suite.name} ({pytest.ExitCode(status).name})"
        total = f"{exercise}: {plural(self.run - len(self.failures), 'test')} of {self.run} pass"
        return "\n\n".join([*self.failures, total])


def _program(assignment: Assignment, namespace: dict[str, Any]) -> Program:
    """Return the notebook's namespace as a module, with the harness beside it."""
    harness = assignment.harness.read_text(encoding="utf-8") if assignment.harness.is_file() else None
    program = Program(Source(assignment.module, "", assignment.notebook.name, harness))
    vars(program.module).update({name: value for name, value in namespace.items() if name[:2] != "__"})
    return program


def _forget(file: Path) -> None:
    """Drop modules loaded from a file, so that the next run reads it again."""
    for name, module in list(sys.modules.items()):
        if getattr(module, "__file__", None) == str(file):
            del sys.modules[name]
