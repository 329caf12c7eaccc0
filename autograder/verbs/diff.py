"""The verb diff: whose score changed between two folders of reports."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.checking.wording import plural
from autograder.model import CourseError, Report
from autograder.verbs.saying import say
from autograder.verbs.speaking import verb


@click.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("-a", "--assignment", "names", multiple=True, help="Only this assignment (may be repeated).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON line per student, no text.")
@verb
def diff(old: Path, new: Path, names: tuple[str, ...], as_json: bool) -> None:
    """Say whose score changed from the reports in OLD to those in NEW, by how much, on which tests.

    Copy reports/ before grading again, then compare: cp -r reports old; autograder grade; autograder diff old
    reports. Late penalties are not part of a report: see autograder grades.
    """
    from autograder.grading.changes import changes

    before, after = _reports(old, names), _reports(new, names)
    found = list(changes(before, after))
    if as_json:
        import msgspec

        for change in found:
            click.echo(msgspec.json.encode(change))
        return
    for change in found:
        say(str(change))
        for test in change.tests:
            say(f"  {test}")
    compared = len({(report.assignment, report.student) for report in (*before, *after)})
    say(f"{len(found) or 'none'} of {plural(compared, 'score')} changed")


def _reports(folder: Path, names: tuple[str, ...]) -> list[Report]:
    """Read a folder of reports, all assignments in it or those that are named by number, word or both."""
    from autograder.grading.reports import read_reports

    if not folder.is_dir():
        raise CourseError("there is no such folder of reports", (folder, None))
    inside = sorted(one.name for one in folder.iterdir() if one.is_dir())
    chosen = [one for one in inside if not names or {one, *one.split("_", 1)} & set(names)]
    for name in names:
        if not any(name in (one, *one.split("_", 1)) for one in inside):
            raise CourseError(f"there are no reports of {name!r} here", (folder, None))
    found = [report for name in chosen for report in read_reports(folder, name)]
    if not found:
        raise CourseError("there are no reports of this program here", (folder, None))
    return found
