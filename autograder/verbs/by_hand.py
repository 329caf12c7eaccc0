"""How verbs are told where marks given by hand are: the options, what they mean, and what is said of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from autograder.checking.wording import plural
from autograder.course import Course, find_assignments
from autograder.grading.marks import NO_MARKS, Marks
from autograder.model import CourseError
from autograder.verbs.saying import complain
from autograder.verbs.speaking import are_own, refuse_opposites


def with_gradebook(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options for marks given by hand; they arrive as `gradebook` and `no_gradebook`."""
    for option in (
        click.option("--no-gradebook", is_flag=True, help="Leave out what was given by hand."),
        click.option(
            "--gradebook",
            metavar="URL",
            help="Where scores, extra credit and comments given by hand in nbgrader are: a file or any URL "
            "of SQLAlchemy's [default: the course's own gradebook, if there is one].",
        ),
    ):
        function = option(function)
    return function


def marks_here(course: Course, reports: Path, gradebook: str | None, no_gradebook: bool) -> Marks:
    """Read what was given by hand, and say on standard error how much it is; empty where nothing is.

    Without options it is the gradebook that ``autograder grade`` writes: the course's own, and only for the
    course's own reports.
    """
    refuse_opposites(gradebook, no_gradebook)
    if no_gradebook or (gradebook is None and not _has_own(course, reports)):
        return NO_MARKS
    from autograder.publishing.database import place_of
    from autograder.publishing.manual_marks import read_marks

    try:
        place = place_of(course.root, gradebook)
        found = read_marks(place, find_assignments(course.root))
    except CourseError as error:
        if gradebook is not None:
            raise
        raise CourseError(f"{error} (to do without what was given by hand there: --no-gradebook)") from None
    if found.elsewhere:
        complain(f"given by hand and not counted, for it is of no exercise: {', '.join(found.elsewhere)}")
    if found.scores or found.comments:
        complain(
            f"by hand, from {place.shown}: {plural(found.scores, 'score')}, "
            f"{plural(found.comments, 'comment')}; --no-gradebook leaves them out"
        )
    return found.marks


def _has_own(course: Course, reports: Path) -> bool:
    """Tell whether the course has a gradebook that these reports go into."""
    from autograder.publishing.database import DATABASE, is_nbgrader_course, place_of

    if not are_own(course, reports):
        return False
    if (course.root / DATABASE).is_file():
        return True
    if not is_nbgrader_course(course.root):
        return False
    url = place_of(course.root).url
    file = url.removeprefix("sqlite:///")
    return file == url or Path(file).is_file()
