"""Grades into everything nbgrader looks at: the gradebook's rows, and the notebooks that formgrader shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from autograder.course import Course
from autograder.exercises import exercises_in
from autograder.generating import student_notebook
from autograder.grading.keys import base_of, grounds_of
from autograder.grading.policy import is_empty
from autograder.model import Assignment, Report, Submission
from autograder.publishing.autograded import write_autograded
from autograder.publishing.database import Place, opened
from autograder.publishing.gradebook import write_assignment


@dataclass(frozen=True, slots=True)
class Published:
    """What became of one assignment: how many submissions went in, and sentences about those that did not."""

    assignment: str
    submissions: int
    refused: tuple[str, ...]
    outdated: tuple[str, ...]
    """Students whose report is not of what lies in their folder now."""


def publish(
    course: Course,
    work: Iterable[tuple[Assignment, Sequence[Submission], Sequence[Report]]],
    place: Place,
) -> Iterator[Published]:
    """Write reports into a gradebook, and ``autograded/`` below the course's root; yield as each is done.

    Parameters
    ----------
    course : Course
        Its calendar, late rule and roster.
    work : iterable of (Assignment, submissions, reports)
        The submissions give the text that is shown; a report without one is shown without text.
    place : Place
        Of the gradebook.
    """
    with opened(place) as gradebook:
        for assignment, submissions, reports in work:
            written = write_assignment(gradebook, course, assignment, reports)
            outdated = _write_notebooks(course, assignment, submissions, reports)
            yield Published(assignment.name, written.submissions, written.refused, outdated)


def _write_notebooks(
    course: Course, assignment: Assignment, submissions: Sequence[Submission], reports: Sequence[Report]
) -> tuple[str, ...]:
    by_student = {one.student: one for one in submissions}
    notebook, exercises = student_notebook(assignment), exercises_in(assignment.public)
    grounds = cache(lambda seed, level: grounds_of(assignment, course, seed, level))
    outdated = []
    for report in reports:
        if is_empty(report):
            continue
        submission = by_student.get(report.student)
        text = submission.text if submission else None
        ground = grounds(report.seed, report.isolation)
        if submission and (report.base, report.suite) != (base_of(submission, ground), ground.suite):
            outdated.append(report.student)
        write_autograded(course.root, report, text, notebook, exercises)
    return tuple(outdated)
