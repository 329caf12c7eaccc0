"""The verb that writes what students are told: feedback."""

from __future__ import annotations

import difflib
from pathlib import Path

import click

from autograder.checking.wording import plural
from autograder.course import find_assignments
from autograder.model import CourseError
from autograder.verbs.by_hand import marks_here, with_gradebook
from autograder.verbs.saying import console, say
from autograder.verbs.speaking import course_here, verb, with_solutions


@click.command()
@click.option("-a", "--assignment", "names", multiple=True, help="Only this assignment (may be repeated).")
@click.option("-s", "--student", "students", multiple=True, help="Only this student (may be repeated).")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where to [default: feedback/].")
@click.option("--reports", type=click.Path(path_type=Path), help="Where reports lie [default: reports/].")
@click.option("--submitted", type=click.Path(path_type=Path), help="Submissions [default: submitted/].")
@click.option(
    "--quartiles", is_flag=True, help="Show where the class stands, without names (8 students or more)."
)
@with_gradebook
@verb
def feedback(
    names: tuple[str, ...],
    students: tuple[str, ...],
    output: Path | None,
    reports: Path | None,
    submitted: Path | None,
    quartiles: bool,
    gradebook: str | None,
    no_gradebook: bool,
) -> None:
    """Write each student a page on each assignment, from the reports.

    A page is one HTML file that needs nothing else, and the same as markdown: score and how it came about,
    what passed, what did not and why, what was given by hand in nbgrader, and never anything hidden. They
    lie as nbgrader lays them, feedback/STUDENT/ASSIGNMENT/, so that nbgrader release_feedback can hand them
    out. Nothing is graded here; pages that would say the same are left alone.
    """
    from rich.progress import track

    from autograder.publishing.handing_out import (
        counted,
        feedback_pages,
        known_students,
        was_collected,
        write_page,
    )

    course = course_here()
    chosen = with_solutions(course, names)
    reports = reports or course.root / "reports"
    output = output or course.root / "feedback"
    known = known_students(reports, chosen)
    if not known:
        asked = ", ".join(one.name for one in chosen)
        raise CourseError(f"there are no reports of {asked} in {reports}; make them with: autograder grade")
    for student in students:
        if student not in known:
            near = difflib.get_close_matches(student, sorted(known), n=1)
            raise CourseError(
                f"nobody called {student!r} has a report" + (f"; did you mean {near[0]}?" if near else "")
            )
    pages = feedback_pages(
        course,
        find_assignments(course.root),
        chosen,
        reports,
        students,
        with_class=quartiles,
        marks=marks_here(course, reports, gradebook, no_gradebook),
    )
    submitted = submitted or course.root / "submitted"
    collected = {one.name for one in chosen if was_collected(submitted, one)}
    changed = total = 0
    for page in track(
        pages,
        "writing",
        total=counted(reports, chosen, students),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ):
        changed += write_page(page, output, submitted, collected=page.assignment.name in collected)
        total += 1
    say(f"{plural(total, 'page')} in {output}/STUDENT/ASSIGNMENT, {changed} of them new or changed")
