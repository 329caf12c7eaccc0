"""The verb that tells instructors how the class did: report."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.checking.wording import plural
from autograder.collecting import who_handed_in
from autograder.model import CourseError
from autograder.verbs.saying import console, say
from autograder.verbs.speaking import course_here, verb, with_solutions


@click.command()
@click.option("-a", "--assignment", "names", multiple=True, help="Only this assignment (may be repeated).")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The page [default: report.html].")
@click.option("--reports", type=click.Path(path_type=Path), help="Where reports lie [default: reports/].")
@click.option("--submitted", type=click.Path(path_type=Path), help="Submissions [default: submitted/].")
@verb
def report(names: tuple[str, ...], output: Path | None, reports: Path | None, submitted: Path | None) -> None:
    """Write a page on how the class did, for instructors, from the reports.

    For each assignment: the scores, every test with its pass rate, whether it tells stronger from weaker
    students and the commonest mistake, who is stuck where, the slowest tests, and what could not be graded.
    It is one HTML file that needs nothing else. It names students and hidden tests: it is not for students.
    """
    from markupsafe import Markup
    from rich.progress import track

    from autograder.grading.reports import read_reports
    from autograder.publishing.class_report import report_on
    from autograder.publishing.pages import render
    from autograder.roster import by_alias, find_person
    from autograder.writing import write_file

    course = course_here()
    chosen = with_solutions(course, names)
    reports = reports or course.root / "reports"
    submitted = submitted or course.root / "submitted"
    people = by_alias(course.people.values())

    def name_of(student: str) -> str:
        person = find_person(people, student)
        return student if person is None or person.name == student else f"{person.name} ({student})"

    made = []
    for assignment in track(
        chosen, "reading", console=console, transient=True, disable=not console.is_terminal
    ):
        found = read_reports(reports, assignment.name)
        if found:
            handed_in = who_handed_in(submitted, [assignment.name]) if submitted.is_dir() else set()
            made.append(report_on(assignment, found, {student for student, _ in handed_in}, course, name_of))
    if not made:
        asked = ", ".join(one.name for one in chosen)
        raise CourseError(f"there are no reports of {asked} in {reports}; make them with: autograder grade")
    plots = {one.assignment: Markup(one.plot) for one in made}  # noqa: S704 (our own drawing)
    file = output or course.root / "report.html"
    write_file(file, render("class_report.html.j2", course=course.name, assignments=made, plots=plots))
    told = sum(len(one.shares) for one in made)
    say(f"{plural(len(made), 'assignment')}, {plural(told, 'submission')}: read it in {file}")
