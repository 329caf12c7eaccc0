"""What pytest prints for a suite: short failures, and points per exercise at the end.

A test that is not implemented yet is one line; a wrong answer is the few lines of what differs; an exception
in the student's code keeps pytest's plain traceback through that code.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from autograder.checking.outcomes import NOT_YET, Outcome, Run
from autograder.checking.suite import PLACE
from autograder.checking.wording import plural, score
from autograder.model import Verdict

_PRESENTED = "autograder_outcome"


def bare_report(item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
    """Return pytest's report of a phase of a test, without its traceback."""
    return pytest.TestReport(
        nodeid=item.nodeid,
        location=item.location,
        keywords=dict.fromkeys(item.keywords, 1),
        outcome="passed" if call.excinfo is None else "failed",
        longrepr=None,
        when=call.when,  # type: ignore[arg-type]
        duration=call.duration,
        start=call.start,
        stop=call.stop,
    )


def present(report: pytest.TestReport, item: pytest.Item, outcome: Outcome) -> None:
    """Put an outcome into pytest's report of the test."""
    report.user_properties.append((_PRESENTED, str(outcome.verdict)))
    if outcome.verdict is Verdict.PASSED:
        report.outcome, report.longrepr = "passed", None
        return
    report.outcome = "failed"
    if outcome.verdict is Verdict.GRADER_ERROR or outcome.has_traceback:
        return
    where = f"{item.path.name}:{item.location[1] + 1}" if item.location[1] is not None else item.path.name
    hint = f"\n  hint     {outcome.hint}" if outcome.hint else ""
    report.longrepr = f"{outcome.message}{hint}\n({where})"


def pytest_report_teststatus(report: pytest.TestReport) -> tuple[str, str, str] | None:
    """Count what is not implemented apart from what fails."""
    if report.when == "call" and (_PRESENTED, str(Verdict.NOT_IMPLEMENTED)) in report.user_properties:
        return NOT_YET, "n", "NOT YET"
    return None


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print one line for each test that is not implemented, then the points."""
    from autograder.checking.plugin import RUNS

    write = terminalreporter.write_line
    waiting = terminalreporter.stats.get(NOT_YET, [])
    if waiting:
        terminalreporter.write_sep("=", NOT_YET)
        for report in waiting:
            write(f"{report.nodeid.split('::', 1)[1]} - {NOT_YET}")
    for suite, run in config.stash.get(RUNS, {}).items():
        if run.outcomes:
            terminalreporter.write_sep("=", f"points: {suite.parent.name}, {suite.name}")
            for line in table(run):
                write(line)
            write(next_step(run, suite))


def table(run: Run) -> list[str]:
    """Write a line per exercise, in the order of the suite, and the total."""
    rows = [(name, *_points(run, name)) for name in _exercises(run)]
    width = max(len(name) for name, _, _ in rows)
    lines = [
        f"  {name:<{width}}  {score(earned):>5} of {score(possible):>5}  {_remark(run, name)}".rstrip()
        for name, earned, possible in rows
    ]
    earned, possible = (sum(column, Fraction()) for column in ([r[1] for r in rows], [r[2] for r in rows]))
    return [*lines, f"  {'all':<{width}}  {score(earned):>5} of {score(possible):>5}"]


def next_step(run: Run, suite: Path) -> str:
    """Say what to do next: the first exercise that is not done."""
    for name in _exercises(run):
        earned, possible = _points(run, name)
        if earned < possible:
            folder = f"{suite.parent.parent.name}/{suite.parent.name}"
            return f"next: {name} (pytest {folder} -k {name}; the handout is {folder}/README.md)"
    return "everything here is done"


def _exercises(run: Run) -> list[str]:
    return list(dict.fromkeys(place.exercise.name for place in run.places.values()))


def _points(run: Run, name: str) -> tuple[Fraction, Fraction]:
    mine = [(run.outcomes[t], p) for t, p in run.places.items() if p.exercise.name == name]
    possible = sum((place.points for _, place in mine), Fraction())
    return sum((p.points for o, p in mine if o.verdict is Verdict.PASSED), Fraction()), possible


def _remark(run: Run, name: str) -> str:
    bad = [
        run.outcomes[t].verdict
        for t, p in run.places.items()
        if p.exercise.name == name and run.outcomes[t].verdict is not Verdict.PASSED
    ]
    if not bad:
        return ""
    if all(verdict is Verdict.NOT_IMPLEMENTED for verdict in bad):
        return NOT_YET
    return f"{plural(len(bad), 'test')} to go"


__all__ = ["PLACE", "present", "pytest_report_teststatus", "pytest_terminal_summary", "table"]
