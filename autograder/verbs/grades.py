"""The verb that makes grades from reports, and how every verb about grades is told which ones are meant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from autograder.course import Course, find_assignment
from autograder.grading.standing import Standing, folders, is_ungraded, read_standing
from autograder.isolation.text import one_line
from autograder.model import Assignment, CourseError
from autograder.verbs.by_hand import marks_here, with_gradebook
from autograder.verbs.saying import complain, console, say
from autograder.verbs.speaking import course_here, verb

_PATH = click.Path(path_type=Path)


def from_reports(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say whose grades are meant, and where marks given by hand are."""
    return with_gradebook(of_students(function))


def of_students(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say whose grades are meant."""
    for option in (
        click.option("--submitted", type=_PATH, help="Who handed in [default: submitted/]."),
        click.option("--reports", type=_PATH, help="Where reports are [default: reports/]."),
        click.option(
            "-s", "--student", "students", multiple=True, help="Only this student (may be repeated)."
        ),
        click.option("-a", "--assignment", "names", multiple=True, help="Only this one (may be repeated)."),
    ):
        function = option(function)
    return function


@click.command()
@from_reports
@click.option("--explain", is_flag=True, help="How each grade came about, as for -s.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON line per student, no table.")
@verb
def grades(explain: bool, as_json: bool, **whose: Any) -> None:
    """Show everyone's grades in the course, made anew from reports and policy.

    Nothing is run: after a change of course.toml or of the extensions this is all it takes. With -s it is
    told how a student's grades came about. What was given by hand in nbgrader's gradebook counts, and is
    told as such.
    """
    from autograder.grading.standing_table import legend, standing_table, told

    course, standing = standing_here(**whose)
    if as_json:
        import msgspec

        for one in standing.grades:
            click.echo(msgspec.json.encode(one))
    elif whose["students"] or explain:
        for one in standing.grades:
            for line in told(standing.people[one.student], one):
                say(line)
    else:
        console.print(standing_table(standing))
        for line in legend(standing, course):
            say(line)


def standing_here(
    names: tuple[str, ...],
    students: tuple[str, ...],
    reports: Path | None,
    submitted: Path | None,
    gradebook: str | None = None,
    no_gradebook: bool = False,
) -> tuple[Course, Standing]:
    """Read the chosen part of everyone's grades, and complain of what is not as it should be."""
    course = course_here()
    reports = reports or course.root / "reports"
    marks = marks_here(course, reports, gradebook, no_gradebook)
    standing = read_standing(course, reports, submitted or course.root / "submitted", marks=marks)
    if not standing.assignments:
        raise CourseError(f"there are no reports in {reports}; run autograder grade first")
    if standing.strangers:
        complain(f"not in the roster: {some(standing.strangers)}")
    standing = _chosen(standing, [find_assignment(course.root, name) for name in names], students)
    ungraded = [one.student for one in standing.grades if is_ungraded(one)]
    if ungraded:
        complain(f"handed in and not graded yet, so left empty: {some(ungraded)}; run autograder grade")
    return course, standing


def _chosen(standing: Standing, assignments: list[Assignment], students: tuple[str, ...]) -> Standing:
    """Leave out all students and assignments but these; the means stay what they are."""
    wanted = [one.name for one in assignments] or list(standing.assignments)
    for name in wanted:
        if name not in standing.assignments:
            raise CourseError(f"there are no reports of {name}; run autograder grade -a {name}")
    find = folders(standing)
    found = [find(student) for student in students]
    if None in found:
        raise CourseError(f"there is no student {students[found.index(None)]!r}")
    grades = tuple(
        replace(
            one,
            grades=tuple(grade for grade in one.grades if grade.assignment in wanted),
            pending={name: reason for name, reason in one.pending.items() if name in wanted},
        )
        for one in standing.grades
        if not students or one.student in found
    )
    kept = {one.student for one in grades}
    return replace(
        standing,
        assignments=tuple(name for name in standing.assignments if name in wanted),
        max_scores={name: points for name, points in standing.max_scores.items() if name in wanted},
        people={student: person for student, person in standing.people.items() if student in kept},
        grades=grades,
        reports={key: one for key, one in standing.reports.items() if key[0] in kept and key[1] in wanted},
    )


def some(students: Sequence[str]) -> str:
    """Name a few, and count the rest."""
    rest = f" and {len(students) - 5} more" if students[5:] else ""
    return ", ".join(one_line(student, 60) for student in students[:5]) + rest
