"""The verb that takes an archive of a learning platform apart: collect."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.collecting import find_submissions
from autograder.course import find_assignment
from autograder.verbs.saying import complain, say
from autograder.verbs.speaking import course_here, verb


@click.command()
@click.argument("archive", type=click.Path(path_type=Path))
@click.option("-a", "--assignment", "name", required=True, help="The assignment the archive is for.")
@click.option("--submitted", type=click.Path(path_type=Path), help="Where to [default: submitted/].")
@verb
def collect(archive: Path, name: str, submitted: Path | None) -> None:
    """Take an LMS's ARCHIVE (zip or tar) apart into nbgrader's layout.

    Moodle's and Canvas's names are understood, and plain STUDENT/ASSIGNMENT/FILE. What is no submission, or
    means harm (links, bombs, paths that lead out), is left out one by one; the rest is taken.
    """
    from autograder.archives import collect as take

    course = course_here()
    folder = submitted or course.root / "submitted"
    assignment = find_assignment(course.root, name)
    refused = take(archive, folder, assignment)
    for sentence in refused:
        complain(f"left out: {sentence}")
    found = find_submissions(folder, assignment, course.limits.source_kb) if folder.is_dir() else []
    say(
        f"{len(found)} submissions of {assignment.name} are in {folder}; {len(refused)} members were left out"
    )
