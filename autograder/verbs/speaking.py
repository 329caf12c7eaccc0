"""What every verb of instructors uses: what it exits with, which course it means, how it locks in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from autograder.course import Course, find_assignment, find_assignments, find_root, load_course
from autograder.isolation.failures import IsolationError
from autograder.isolation.levels import PROCESS_WARNING, REQUESTS, choose_level, level_meant
from autograder.isolation.sandbox import Level
from autograder.model import Assignment, CourseError
from autograder.verbs.saying import complain, ending

_STOPPED = "stopped; everything finished so far is kept, and the same command goes on from there"
isolation_option = click.option(
    "--isolation",
    type=click.Choice(REQUESTS),
    default="auto",
    show_default=True,
    help="How submissions are locked in; auto is level A or nothing. See autograder doctor.",
)


def verb(function: Callable[..., int | None]) -> Callable[..., None]:
    """Turn what a person can mend into one sentence, and a count of faults into an exit code."""
    return ending(function, CourseError, IsolationError, stopped=_STOPPED)


def course_here() -> Course:
    """Load the course the current folder belongs to."""
    return load_course(find_root(Path.cwd()))


def chosen_level(requested: str, *, here: bool = True) -> Level:
    """Choose the level by trying, before anything is run; say so when it is no lock.

    What is to be graded on other machines is tried there.
    """
    level = choose_level(requested) if here else level_meant(requested)
    if level is Level.PROCESS:
        complain(PROCESS_WARNING)
    return level


def are_own(course: Course, reports: Path) -> bool:
    """Tell whether a folder of reports is the course's own, which its own gradebook goes with."""
    return reports.resolve() == (course.root / "reports").resolve()


def refuse_opposites(gradebook: str | None, no_gradebook: bool) -> None:
    """Refuse a gradebook that is named, and not to be used."""
    if gradebook is not None and no_gradebook:
        raise click.UsageError("--gradebook and --no-gradebook are opposites; give one of them")


def with_solutions(course: Course, names: tuple[str, ...]) -> list[Assignment]:
    """Return the named assignments, or all; refuse in a students' copy."""
    if not (course.root / "solutions").is_dir():
        raise CourseError("this is a students' copy without solutions/; work in the instructors' repository")
    if names:
        return list(dict.fromkeys(find_assignment(course.root, name) for name in names))
    return find_assignments(course.root)
