"""Verbs of those who teach with nbgrader: init, gradebook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.course import Course, find_assignment, find_assignments, find_root
from autograder.model import Assignment, CourseError, Report, Submission
from autograder.verbs.saying import complain, say
from autograder.verbs.speaking import course_here, verb, with_solutions

if TYPE_CHECKING:
    from autograder.publishing.database import Place


@click.command()
@click.argument("course_dir", type=click.Path(path_type=Path))
@click.option(
    "-a", "--assignment", "names", multiple=True, help="Copy only this assignment (may be repeated)."
)
@click.option("--name", default="", help="The course's name, for a new course.toml [default: the folder's].")
@verb
def init(course_dir: Path, names: tuple[str, ...], name: str) -> None:
    """Make COURSE_DIR ready to teach from, with nbgrader too; what is there is left as it is.

    It gets course.toml, nbgrader_config.py, a .gitignore, assignments/, and nbgrader's source/ and
    submitted/. Run inside a course, for another folder, it copies that course's solutions/ first: all, or
    those named with -a.
    """
    from autograder.publishing.course_folder import init as make

    made = left = 0
    for one in make(course_dir, _to_copy(course_dir, names), name):
        made, left = made + one.new, left + (not one.new)
        say(f"{'made' if one.new else 'left'}  {course_dir / one.path}{'' if one.new else ', it was there'}")
    say(f"{made} made, {left} left as they were")
    if not find_assignments(course_dir.resolve()):
        say("there is no assignment yet; next, in that folder: autograder new 01_topic")
    else:
        say("next, in that folder: nbgrader generate_assignment NAME")


def _to_copy(course_dir: Path, names: tuple[str, ...]) -> list[Assignment]:
    """Return the assignments of the course we stand in, unless that is the one to be made ready."""
    try:
        here = find_root(Path.cwd())
    except CourseError:
        if names:
            raise
        return []
    if here == course_dir.resolve() or not (here / "solutions").is_dir():
        return []
    return [find_assignment(here, one) for one in dict.fromkeys(names)] or find_assignments(here)


@click.command()
@click.argument("submitted", type=click.Path(path_type=Path), default=None, required=False)
@click.option("-a", "--assignment", "names", multiple=True, help="Only this assignment (may be repeated).")
@click.option("--reports", type=click.Path(path_type=Path), help="Where the reports are [default: reports/].")
@click.option(
    "--db",
    "url",
    metavar="URL",
    help="Any URL of SQLAlchemy's, or a file [default: nbgrader_config.py's, else gradebook.db].",
)
@verb
def gradebook(submitted: Path | None, names: tuple[str, ...], reports: Path | None, url: str | None) -> int:
    """Write the reports into nbgrader's gradebook, without grading anything.

    Manual scores, extra credit and comments made there stay. SUBMITTED (default: submitted/) gives the texts
    that formgrader shows. `autograder grade` does this by itself where nbgrader is used.
    """
    from autograder.collecting import find_submissions
    from autograder.grading.reports import locked, read_reports
    from autograder.publishing.database import place_of

    course = course_here()
    place = place_of(course.root, url)
    submitted = submitted or course.root / "submitted"
    folder = reports or course.root / "reports"
    if not folder.is_dir():
        raise CourseError(f"there is no folder {folder}; grade first, or name it with --reports")
    work: list[tuple[Assignment, Sequence[Submission], Sequence[Report]]] = []
    for assignment in with_solutions(course, names):
        found = read_reports(folder, assignment.name)
        texts: list[Submission] = []
        if found and submitted.is_dir():
            texts = find_submissions(submitted, assignment, course.limits.source_kb)
        work.append((assignment, texts, found))
    with locked(folder):
        return fill_gradebook(course, work, place)


def fill_gradebook(
    course: Course,
    work: Iterable[tuple[Assignment, Sequence[Submission], Sequence[Report]]],
    place: Place,
) -> int:
    """Write reports into a gradebook, say so on standard error, and return the exit code."""
    from autograder.publishing.nbgrader_course import publish

    count = failed = 0
    for one in publish(course, work, place):
        count += one.submissions
        failed += len(one.refused)
        for sentence in one.refused:
            complain(f"not in the gradebook: {sentence}")
        if one.outdated:
            names = ", ".join(one.outdated[:3]) + (", …" if one.outdated[3:] else "")
            complain(
                f"{one.assignment}: the reports of {len(one.outdated)} ({names}) are not of what lies there "
                "now; autograder grade makes them anew"
            )
    complain(f"gradebook: {count} submissions are in {place.shown}")
    return int(failed > 0)
