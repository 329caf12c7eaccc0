"""What pytest prints for a suite: short failures, a bar and points per exercise, and what to do next.

What is not begun is counted and not listed; a file that cannot be imported says so once; a wrong answer is
the few lines of `explaining`; an exception in the student's code keeps pytest's plain traceback through it.
Everything the summary needs travels with pytest's reports, so that it is the same under xdist, and is kept in
pytest's cache for ``autograder status``. Nothing else is written, and nothing here is needed for grading.
"""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import subprocess
from collections.abc import Generator, Sequence
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from _pytest._code.code import ExceptionRepr

from autograder.checking.outcomes import Outcome
from autograder.checking.run import Run
from autograder.checking.runners import InProcess, line_in
from autograder.checking.scoreboard import (
    Line,
    Row,
    Standing,
    assignment_line,
    broken,
    next_open,
    standings,
    table,
)
from autograder.checking.suite import PLACE
from autograder.checking.tracebacks import shorten
from autograder.checking.unfinished import NOT_YET
from autograder.model import Verdict

KEPT = "autograder/standing"
"""Where in pytest's cache results are kept."""
NOT_RUN = "not run"
STYLES = {
    "good": {"green": True},
    "bad": {"red": True},
    "quiet": {"light": True},
    "strong": {"bold": True},
    "": {},
}
PRINTED = 20
"""Lines shown of what a test printed."""
_OUTCOME = "autograder_outcome"
_TOLD = pytest.StashKey[dict[tuple[str, str, int], str]]()
"""Where exceptions came from, and the test whose traceback shows it."""


def bare_report(item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
    """Return pytest's report of a phase of a test, without its traceback."""
    captured = item._report_sections
    return pytest.TestReport(
        nodeid=item.nodeid,
        location=item.location,
        keywords=dict.fromkeys(item.keywords, 1),
        outcome="passed" if call.excinfo is None else "failed",
        longrepr=None,
        when=call.when,  # type: ignore[arg-type]
        sections=[(f"Captured {key} {when}", content) for when, key, content in captured],
        duration=call.duration,
        start=call.start,
        stop=call.stop,
    )


def shorten_printed(item: pytest.Item) -> None:
    """Keep the first lines of what a test printed; floods are told, not shown."""
    for i, (when, key, text) in enumerate(item._report_sections):
        lines = text[: PRINTED * 200].splitlines(keepends=True)
        if len(text) > PRINTED * 200 or len(lines) > PRINTED:
            kept = "".join(line[:200].rstrip("\n") + "\n" for line in lines[:PRINTED])
            item._report_sections[i] = (when, key, f"{kept}... and more: {len(text):,} characters in all\n")


def refer_to_earlier(item: pytest.Item, outcome: Outcome, run: Run, error: BaseException) -> None:
    """Leave out the traceback of an exception that came from the same line in an earlier test."""
    if not isinstance(run.runner, InProcess) or item.config.getoption("tbstyle", "auto") != "auto":
        return
    file = run.runner.source.file
    line = line_in(file, error)
    if line is None:
        return
    told = item.config.stash.setdefault(_TOLD, {})
    key = (str(item.path), type(error).__name__, line)
    first = told.setdefault(key, item.stash[PLACE].test)
    if first != item.stash[PLACE].test:
        outcome.has_traceback = False
        where = f"line {line} of {Path(file).name}"
        outcome.message += f"\n  {'traceback':<10} shown with {first}: {where}\n{outcome.note}"


def present(report: pytest.TestReport, item: pytest.Item, outcome: Outcome, run: Run) -> None:
    """Put an outcome into pytest's report of the test."""
    line = item.location[1] or 0
    if run.shows_values or run.reference is None:
        note = outcome.message if outcome.at_import or outcome.message != NOT_YET else ""
        kept = note.splitlines()[0] if note else ""
    else:
        kept = ""
    row = row_of(item, str(outcome.verdict), kept, at_import=outcome.at_import)
    record: dict[str, Any] = {"suite": str(item.path), **asdict(row)}
    vars(report)["autograder"] = (
        record  # pytest sends what stands here along with the report, under xdist too
    )
    report.user_properties.append((_OUTCOME, str(outcome.verdict)))
    if outcome.verdict is Verdict.PASSED:
        report.outcome, report.longrepr = "passed", None
        return
    report.outcome = "failed"
    if outcome.at_import:
        record["again"] = run.told_import
        run.told_import = True
    if outcome.verdict is Verdict.GRADER_ERROR:
        return
    if outcome.has_traceback:
        note = f"{outcome.message}\n{outcome.note}{_reading(item, run)}"
        if isinstance(report.longrepr, ExceptionRepr):
            shorten(report.longrepr, f"{item.path.parent.name.partition('_')[2]}.py")
            report.longrepr.addsection("in short", note)
        return
    where = f"{item.path.name}:{line + 1}"
    hint = f"\n  hint     {outcome.hint}" if outcome.hint else ""
    told = "" if outcome.verdict is Verdict.NOT_IMPLEMENTED or outcome.at_import else _reading(item, run)
    report.longrepr = f"{outcome.message}{hint}{told}\n({where})"


def row_of(item: pytest.Item, verdict: str, note: str = "", *, at_import: bool = False) -> Row:
    """Make a test's row."""
    place = item.stash[PLACE]
    line = item.location[1] or 0
    name, points = place.exercise.name, str(place.points)
    return Row(place.test, name, points, verdict, place.title, note, line, at_import)


def _reading(item: pytest.Item, run: Run) -> str:
    """Name the section of the handout to read again, for public tests."""
    if not run.shows_values:
        return ""
    exercise = item.stash[PLACE].exercise.name
    line = section_line(item.path.with_name("README.md"), exercise)
    return f"\n  {'read':<10} {exercise} in README.md, line {line}" if line else ""


def section_line(handout: Path, exercise: str) -> int | None:
    """Return the line of an exercise's heading in its handout."""
    try:
        lines = handout.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    heading = re.compile(rf"#+ .*\b{re.escape(exercise)}\b")
    return next((i for i, text in enumerate(lines, 1) if heading.match(text)), None)


class Progress:
    """Gathers the rows of one run of pytest; registered as a plugin."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.suites: dict[str, dict[str, Row]] = {}
        self.whole = not any("::" in argument for argument in config.args)

    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """Count what is not implemented, or not even imported, apart from what fails."""
        record = getattr(report, "autograder", None)
        if record is None:
            return None
        if record["verdict"] == Verdict.NOT_IMPLEMENTED:
            return NOT_YET, "", "NOT YET"
        return (NOT_RUN, "", "NOT RUN") if record.get("again") else None

    def pytest_deselected(self) -> None:
        """Note that the run is not about whole suites."""
        self.whole = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take a row from a report; under xdist it comes from another process."""
        record = getattr(report, "autograder", None)
        if record is not None:
            self.suites.setdefault(record["suite"], {})[record["test"]] = Row.of(record)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Keep the results of public suites in pytest's cache."""
        cache = getattr(self.config, "cache", None)
        own = {Path(s): rows for s, rows in self.suites.items() if Path(s).name == "test_public.py"}
        if (
            cache is None
            or not own
            or hasattr(self.config, "workerinput")
            or self.config.getoption("--submission")
        ):
            return
        whole = self.whole and not session.shouldfail and not session.shouldstop
        kept = cache.get(KEPT, {})
        for suite, rows in own.items():
            key = f"{suite.parent.parent.name}/{suite.parent.name}"
            before = {} if whole else kept.get(key, {}).get("tests", {})
            tests = {**before, **{test: asdict(row) for test, row in rows.items()}}
            kept[key] = {"digest": digest_of(suite.parent), "tests": tests}
        cache.set(KEPT, kept)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_terminal_summary(
        self, terminalreporter: pytest.TerminalReporter
    ) -> Generator[None, None, None]:
        """Print how far the student is, below pytest's own list of failures, where the eye ends up."""
        yield
        self._summary(terminalreporter)

    def _summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        found = {Path(suite): standings(rows.values()) for suite, rows in sorted(self.suites.items())}
        if not found:
            return
        unicode = can_draw(terminalreporter._tw)

        def show(line: Line) -> None:
            for text, style in line:
                terminalreporter.write(text, **STYLES[style])
            terminalreporter.line("")

        begun = {s: e for s, e in found.items() if len(found) == 1 or any(one.is_begun for one in e)}
        for suite, exercises in begun.items():
            why = broken([row for one in exercises for row in one.rows])
            if len(found) > 1 and (why or all(one.is_done for one in exercises)):
                continue
            terminalreporter.write_sep("=", f"{suite.parent.name}: {suite.name}")
            for line in table(exercises, unicode=unicode):
                show(line)
        if len(found) > 1:
            terminalreporter.write_sep("=", "points")
            width = max(len(suite.parent.name) for suite in found)
            for suite, exercises in found.items():
                show(assignment_line(suite.parent.name, width, exercises, unicode=unicode))
        for suite, exercises in (begun | found).items():
            if lines := next_lines(suite.parent, exercises, self.config.invocation_params.dir):
                for line in lines:
                    show(line)
                return
        show([("everything here is done", "good")])


def next_lines(folder: Path, exercises: Sequence[Standing], here: Path) -> list[Line]:
    """Say what to do next in an assignment; nothing when it is done."""
    one = next_open(exercises)
    if one is None:
        return []
    shown = os.path.relpath(folder, here) if folder.is_relative_to(here) else str(folder)
    why = broken(one.rows)
    if why:
        return [[("next: ", "strong"), (f"mend {folder.name}: {why}", "")]]
    title = next((row.title for row in one.rows if row.title), "")
    line = section_line(folder / "README.md", one.name)
    handout = f"{Path(shown, 'README.md').as_posix()}{f', line {line}' if line else ''}"
    lines: list[Line] = [[("next: ", "strong"), (one.name, "strong"), (f"  {title}", "")]]
    lines.append([("  run   ", "quiet"), (f"pytest {quoted(shown)} -k {one.name}", "")])
    lines.append([("  read  ", "quiet"), (handout, "")])
    if (folder / "hints.toml").is_file() and find_spec("click") and find_spec("rich"):
        lines.append([("  stuck ", "quiet"), (f"autograder hint {folder.name} {one.name}", "")])
    return lines


def quoted(path: str) -> str:
    """Write a path as a shell takes it."""
    return subprocess.list2cmdline([path]) if os.name == "nt" else shlex.quote(path)


def digest_of(folder: Path) -> str:
    """Return a digest of the student's file of an assignment; empty when there is none."""
    try:
        return hashlib.sha256((folder / f"{folder.name.partition('_')[2]}.py").read_bytes()).hexdigest()[:16]
    except OSError:
        return ""


def can_draw(writer: Any) -> bool:
    """Say whether blocks can be printed: no dumb terminal, and an encoding that has them."""
    if os.environ.get("TERM") == "dumb":
        return False
    encoding = getattr(getattr(writer, "_file", writer), "encoding", None) or "ascii"
    try:
        "█░".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
