"""What is printed once submissions are graded: reports, scores, failures of ours, changed scores."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.checking.wording import plural
from autograder.model import Report
from autograder.verbs.saying import complain, console, say

if TYPE_CHECKING:
    from autograder.grading.batch import Finished
    from autograder.grading.lines import Line

_NAMED = 10
"""Students, and changed scores, that are named after grading."""


def print_json(report: Report | None) -> None:
    """Print a report as one line, if there is one."""
    import msgspec

    if report is not None:
        click.echo(msgspec.json.encode(report))


def show_failures(failures: list[Finished]) -> None:
    """Say each failure of ours once, with whom it cost a grade."""
    whom: dict[tuple[str, str], list[str]] = {}
    for one in failures:
        said = "; ".join(one.errors[:3])
        whom.setdefault((one.job.submission.assignment, said), []).append(one.job.submission.student)
    for (assignment, said), students in sorted(whom.items()):
        complain(f"grader error, no grade: {_some(sorted(students))} {assignment}: {said}")
    if failures:
        names = sorted({one.job.submission.student for one in failures})
        options = "".join(f" -s {name}" for name in names) if len(names) <= _NAMED else ""
        complain(f"mend the cause, then grade again what has no report: autograder grade{options}")


def _some(students: list[str]) -> str:
    more = len(students) - _NAMED
    return ", ".join(students[:_NAMED]) + (f" and {more} more," if more > 0 else "")


def show_changes(changed: list[str]) -> None:
    """Say whose score is another than in the report that was replaced."""
    if changed:
        complain(f"{plural(len(changed), 'score')} changed: {'; '.join(changed[:_NAMED])}")
    if len(changed) > _NAMED:
        complain(f"and {len(changed) - _NAMED} more; autograder diff compares these with an older copy")


def show(done: list[Line], kept: int, failed: int, reports: Path) -> None:
    """Show who has how many points, and where that is written."""
    from autograder.grading import display

    console.print(display.report_table(done))
    if len(done) > display.ROWS:
        say(f"… and {len(done) - display.ROWS} more")
    say(f"{display.summary(done, kept, failed)}; reports are in {reports}")
