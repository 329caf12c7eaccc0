"""The verb that writes grades and reports in other systems' formats."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from autograder.checking.wording import plural
from autograder.course import find_assignment
from autograder.grading.standing import Standing
from autograder.model import CourseError
from autograder.publishing.gradescope import VISIBILITIES
from autograder.publishing.gradescope_autograder import LEVELS
from autograder.verbs.grades import from_reports, of_students, some, standing_here
from autograder.verbs.saying import complain, say
from autograder.verbs.speaking import course_here, verb, with_solutions
from autograder.writing import write_file

_PATH = click.Path(path_type=Path)
_Options = Callable[[Callable[..., Any]], Callable[..., Any]]


def _to_file(default: str) -> _Options:
    """Add the option that says where the result goes."""
    return click.option("-o", "--output", type=_PATH, help=f"Where to [default: {default}].")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def export() -> None:
    """Write grades or reports in another system's FORMAT.

    All are made from reports/, course.toml and the tables it names; nothing is run. What was given by hand in
    nbgrader's gradebook counts in every format that holds grades. Names that a spreadsheet
    would take for a formula get an apostrophe in front; ids and e-mail addresses stay as they are.
    """


@export.command("csv")
@from_reports
@_to_file("standard output")
@click.option("--details", is_flag=True, help="Also raw scores, penalties, and how each grade came about.")
@click.option("--excel", is_flag=True, help="Begin with a byte-order mark, by which Excel knows UTF-8.")
@verb
def csv_verb(output: Path | None, details: bool, excel: bool, **whose: Any) -> None:
    """A plain wide CSV: one line per student."""
    from autograder.publishing.wide_csv import wide_csv

    _, standing = standing_here(**whose)
    _write("\ufeff" * excel + wide_csv(standing, details=details), output, _lines(standing))


@export.command("nbgrader")
@from_reports
@_to_file("standard output")
@verb
def nbgrader_verb(output: Path | None, **whose: Any) -> None:
    """The columns of `nbgrader export`, as CSV."""
    from autograder.publishing.nbgrader_csv import nbgrader_csv

    course, standing = standing_here(**whose)
    _write(nbgrader_csv(standing, course), output, _lines(standing))


@export.command("canvas")
@from_reports
@_to_file("standard output")
@click.option("--exported", type=_PATH, help="A gradebook exported from Canvas, for its columns and points.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="ASSIGNMENT=NAME",
    help="What an assignment's column is called there (may be repeated).",
)
@verb
def canvas_verb(
    output: Path | None,
    exported: Path | None,
    columns: tuple[str, ...],
    **whose: Any,
) -> None:
    """A CSV for the gradebook of Canvas to import."""
    from autograder.publishing.canvas import canvas_csv, columns_of, is_excused

    course, standing = standing_here(**whose)
    chosen = {}
    for column in columns:
        name, equals, title = column.partition("=")
        if not equals or not title:
            raise CourseError(
                f"--column {column!r} must be ASSIGNMENT=NAME, as in 04_attention='Attention (1234)'"
            )
        chosen[find_assignment(course.root, name).name] = title
    if chosen and exported is None:
        raise CourseError("--column needs the columns of Canvas; name an exported gradebook with --exported")
    found = columns_of(exported, standing.max_scores, chosen) if exported else None
    for name, there in (found or {}).items():
        excused = [student for student, one in standing.people.items() if is_excused(there, one)]
        if excused:
            complain(f"excused in Canvas's {there.name}, so no score of {name} goes there: {some(excused)}")
    lost = [
        student for student, one in standing.people.items() if not (one.lms_id or one.sis_id or one.login)
    ]
    if lost:
        complain(
            f"the roster tells no Canvas ID, SIS User ID or SIS Login ID of {some(lost)}; Canvas will look "
            "for them by the names of their folders. A gradebook exported from Canvas makes a good roster"
        )
    _write(canvas_csv(standing, found), output, _lines(standing))


@export.command("moodle")
@from_reports
@_to_file("standard output")
@click.option("--worksheet", type=_PATH, help="The worksheet of one assignment (-a), as Moodle gave it.")
@click.option("--feedback", is_flag=True, help="Fill in the comments too: how the grade came about.")
@verb
def moodle_verb(
    output: Path | None,
    worksheet: Path | None,
    feedback: bool,
    **whose: Any,
) -> None:
    """The grading worksheet of Moodle, filled in.

    Without --worksheet: a CSV for the import of its gradebook, all assignments side by side.
    """
    from autograder.publishing.moodle import fill_worksheet, moodle_csv

    _, standing = standing_here(**whose)
    if worksheet is None:
        if feedback:
            raise CourseError("--feedback needs a worksheet to go into; name it with --worksheet")
        _write(moodle_csv(standing), output, _lines(standing))
        return
    if len(standing.assignments) != 1:
        raise CourseError(f"whose worksheet is {worksheet}? Name one assignment with -a")
    filled = fill_worksheet(standing, standing.assignments[0], worksheet, feedback=feedback)
    if filled.missing:
        complain(
            f"no line of the worksheet was found for {some(filled.missing)}; is their e-mail in the roster?"
        )
    if filled.cut:
        complain(f"more than Moodle's maximum grade, which is all that goes there, has {some(filled.cut)}")
    _write(filled.text, output, f"grades of {plural(filled.count, 'student')}")


@export.command("junit")
@of_students
@_to_file("standard output")
@verb
def junit_verb(output: Path | None, **whose: Any) -> None:
    """JUnit XML, one suite per submission.

    It tells of tests, so what was given by hand is not in it.
    """
    from autograder.publishing.junit import junit_xml

    course, standing = standing_here(**whose, no_gradebook=True)
    found = [standing.reports[key] for key in sorted(standing.reports)]
    _write(junit_xml(found, course.name), output, f"tests of {plural(len(found), 'submission')}")


@export.command("gradescope")
@from_reports
@_to_file("gradescope/")
@click.option("--visibility", type=click.Choice(VISIBILITIES), default=VISIBILITIES[0], show_default=True)
@verb
def gradescope_verb(output: Path | None, visibility: str, **whose: Any) -> None:
    """Results for Gradescope, one file per submission.

    They are written to ASSIGNMENT/STUDENT/results.json below the output folder.
    """
    from autograder.publishing.gradescope import results_json

    _, standing = standing_here(**whose)
    folder = output or Path("gradescope")
    made = 0
    for course_grade in standing.grades:
        for grade in course_grade.grades:
            report = standing.reports.get((grade.student, grade.assignment))
            if report is not None:
                path = folder / grade.assignment / grade.student / "results.json"
                write_file(path, results_json(report, grade, visibility))
                made += 1
    say(f"results of {plural(made, 'submission')} are in {folder}")


@export.command("gradescope-autograder")
@click.option("-a", "--assignment", "name", required=True, help="The assignment to be graded there.")
@_to_file("ASSIGNMENT-gradescope.zip")
@click.option("--reports", type=_PATH, help="Where the seed of hidden inputs is kept [default: reports/].")
@click.option(
    "--isolation",
    type=click.Choice(LEVELS),
    default=LEVELS[0],
    show_default=True,
    help="How submissions are locked in there; best is A, or else B, or else nothing is graded.",
)
@click.option("--visibility", type=click.Choice(VISIBILITIES), default=VISIBILITIES[0], show_default=True)
@verb
def gradescope_autograder_verb(
    name: str, output: Path | None, reports: Path | None, isolation: str, visibility: str
) -> None:
    """A zip that grades inside Gradescope.

    It holds hidden tests and solutions: upload it to Gradescope, and hand it to nobody. Gradescope's own due
    times go by the late rule of course.toml. Choose the base image Ubuntu 24.04 there.
    """
    from autograder.grading.reports import seed_of
    from autograder.isolation.levels import PROCESS_WARNING
    from autograder.publishing.gradescope_autograder import autograder_zip

    course = course_here()
    (assignment,) = with_solutions(course, (name,))
    if isolation == "process":
        complain(PROCESS_WARNING)
    seed = seed_of(reports or course.root / "reports", assignment.name)
    packed = autograder_zip(course, assignment, seed=seed, isolation=isolation, visibility=visibility)
    path = output or Path(f"{assignment.name}-gradescope.zip")
    write_file(path, packed)
    say(f"{path} ({len(packed) // 1024} kB) holds hidden tests and solutions: for Gradescope alone")


@export.command("github")
@click.option("-a", "--assignment", "names", multiple=True, help="Only this one (may be repeated).")
@_to_file("standard output")
@click.option(
    "--classroom/--plain", default=True, show_default=True, help="Report points to GitHub Classroom."
)
@verb
def github_verb(names: tuple[str, ...], output: Path | None, classroom: bool) -> None:
    """A workflow for GitHub Classroom or plain Actions.

    It runs the public tests in students' repositories; put it into .github/workflows/classroom.yml of what
    `autograder release` wrote. Hidden tests are never in it: whatever lies in a repository, its owner reads.
    """
    from autograder.course import find_assignments
    from autograder.exercises import exercises_in
    from autograder.publishing.github_workflow import github_workflow
    from autograder.publishing.torch_build import torch_requirement

    course = course_here()
    chosen = [find_assignment(course.root, name) for name in names] or find_assignments(course.root)
    work = [(one, exercises_in(one.public)) for one in chosen]
    text = github_workflow(course.name, work, classroom=classroom, torch=torch_requirement(course.root))
    _write(text, output, f"tests of {plural(len(work), 'assignment')}")


def _lines(standing: Standing) -> str:
    assignments = plural(len(standing.assignments), "assignment")
    return f"grades of {plural(len(standing.grades), 'student')} in {assignments}"


def _write(text: str, output: Path | None, what: str) -> None:
    """Write to a file and say so, or to standard output and say nothing."""
    if output is None or str(output) == "-":
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    else:
        write_file(output, text)
        say(f"{what} are in {output}")
