"""The command line: parses and prints. One function elsewhere does the work of each verb.

Exit codes: 0 when we did what was asked (a bad submission is a result), 1 when the course or the grader has
a fault, 2 for a command that cannot be understood, 130 after Ctrl-C.
"""

from __future__ import annotations

import difflib
import os
import sys
import tempfile
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from autograder.collecting import find_submissions
from autograder.course import Course, find_assignment, find_assignments, find_root, load_course
from autograder.isolation.failures import IsolationError
from autograder.isolation.levels import PROCESS_WARNING, REQUESTS, choose_level
from autograder.isolation.sandbox import Level
from autograder.model import Assignment, CourseError, Report, Submission

_console = Console(highlight=False, width=None if sys.stdout.isatty() else 120)
_errors = Console(stderr=True, highlight=False)
_isolation = click.option(
    "--isolation",
    type=click.Choice(REQUESTS),
    default="auto",
    show_default=True,
    help="How submissions are locked in; auto is level A or nothing. See autograder doctor.",
)
_Work = tuple[Assignment, list[Submission]]
_CONTEXT = {"help_option_names": ["-h", "--help"]}


def _say(text: str) -> None:
    _console.print(text, markup=False, soft_wrap=True)


def _complain(text: str) -> None:
    _errors.print(text, markup=False, soft_wrap=True)


def _verb(function: Callable[..., int | None]) -> Callable[..., None]:
    """Turn what a person can mend into one sentence, and a count of faults into an exit code."""

    @wraps(function)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            status = function(*args, **kwargs)
        except (CourseError, IsolationError) as error:
            _complain(f"autograder: {error}")
            sys.exit(1)
        except OSError as error:
            if error.filename is None:
                raise
            _complain(f"autograder: {error.filename}: {error.strerror}")
            sys.exit(1)
        except KeyboardInterrupt:
            _complain("stopped; everything finished so far is kept, and the same command goes on from there")
            sys.exit(130)
        sys.exit(status or 0)

    return run


@click.group(context_settings=_CONTEXT)
@click.version_option(package_name="dl-by-hand", prog_name="autograder")
def cli() -> None:
    """Make, prove, release and grade assignments written by hand."""


def _course(root: str | None = None) -> Course:
    return load_course(find_root(Path(root) if root else Path.cwd()))


def _level(requested: str) -> Level:
    """Choose the level by trying, before anything is run; say so when it is no lock."""
    level = choose_level(requested)
    if level is Level.PROCESS:
        _complain(PROCESS_WARNING)
    return level


def _with_solutions(course: Course, names: tuple[str, ...]) -> list[Assignment]:
    """Return the named assignments, or all; refuse in a students' copy."""
    if not (course.root / "solutions").is_dir():
        raise CourseError("this is a students' copy without solutions/; work in the instructors' repository")
    if names:
        return list(dict.fromkeys(find_assignment(course.root, name) for name in names))
    return find_assignments(course.root)


@cli.command()
@click.argument("name")
@_verb
def new(name: str) -> None:
    """Make a folder in solutions/ that already verifies, such as 15_diffusion."""
    from autograder.scaffold import new as make

    assignment = make(_course().root, name)
    _say(f"made {assignment.folder}; next: autograder generate && autograder verify {assignment.name}")


@cli.command()
@click.option("--check", is_flag=True, help="Write nothing; end with 1 when something is not current.")
@_verb
def generate(check: bool) -> int:
    """Make assignments/ from solutions/."""
    from autograder.generating import generate as make

    changes = make(_course().root, check=check)
    for change in changes:
        _say(f"{change.state}: {change.path}")
    if check and changes:
        _complain("assignments/ is not current; run: autograder generate")
        return 1
    _say("assignments/ is current" if not changes else f"{len(changes)} files written or removed")
    return 0


@cli.command()
@click.argument("assignments", nargs=-1)
@click.option("-j", "--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, show_default=True)
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the hidden tests' inputs.")
@click.option(
    "--mutants", is_flag=True, help="Also change the reference in hundreds of small ways (minutes)."
)
@_isolation
@_verb
def verify(assignments: tuple[str, ...], jobs: int, seed: int, mutants: bool, isolation: str) -> int:
    """Prove the course: what must earn points does, and every known mistake is caught.

    One line per check; ends with 1 when one of them fails.
    """
    from autograder.verify import verify as prove

    course, level = _course(), _level(isolation)
    failed = 0
    for assignment in _with_solutions(course, assignments):
        _say(f"{assignment.name}")
        checks = prove(course, assignment, level=level, jobs=jobs, seed=seed, with_mutants=mutants)
        for check in checks:
            failed += not check.passed
            _say(f"  {'ok  ' if check.passed else 'FAIL'}  {check.title}")
            for line in check.details:
                _say(f"          {line}")
    _say("everything holds" if not failed else f"{failed} checks failed")
    return int(failed > 0)


@cli.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace what is in the directory.")
@_verb
def release(directory: Path, force: bool) -> None:
    """Make the students' copy of the course in DIRECTORY: no solutions, no hidden tests."""
    from autograder.release import release as make

    files = make(_course().root, directory, force=force)
    _say(f"{len(files)} files in {directory}; nothing hidden was found in them")


@cli.command()
@click.argument("submitted", type=click.Path(path_type=Path), default=None, required=False)
@click.option("-a", "--assignment", "names", multiple=True, help="Only this assignment (may be repeated).")
@click.option("-s", "--student", "students", multiple=True, help="Only this student (may be repeated).")
@click.option(
    "-j", "--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, show_default=True, help="Lanes."
)
@click.option("--reports", type=click.Path(path_type=Path), help="Where reports go [default: reports/].")
@click.option("--force", is_flag=True, help="Grade again what has a true report.")
@click.option("--seed", type=int, help="Seed of the hidden tests' inputs in place of the one kept.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON line per report, no table.")
@_isolation
@_verb
def grade(
    submitted: Path | None,
    names: tuple[str, ...],
    students: tuple[str, ...],
    jobs: int,
    reports: Path | None,
    force: bool,
    seed: int | None,
    as_json: bool,
    isolation: str,
) -> int:
    """Grade SUBMITTED (default: submitted/), laid out as nbgrader does: STUDENT/ASSIGNMENT/FILE.

    Started again after an interruption of any kind, it goes on where it stopped. A report is kept as long as
    nothing it depends on has changed.
    """
    course = _course()
    submitted = submitted or course.root / "submitted"
    reports = reports or course.root / "reports"
    work = _chosen(
        [
            (assignment, find_submissions(submitted, assignment, course.limits.source_kb))
            for assignment in _with_solutions(course, names)
        ],
        students,
    )
    level = _level(isolation)
    return _grade(course, work, reports, level, jobs=jobs, force=force, seed=seed, as_json=as_json)


def _chosen(work: list[_Work], students: tuple[str, ...]) -> list[_Work]:
    """Leave out all students but these; refuse a name that nobody has."""
    known = {one.student for _, submissions in work for one in submissions}
    for student in students if known else ():
        if student not in known:
            near = difflib.get_close_matches(student, sorted(known), n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise CourseError(f"nobody called {student!r} has handed anything in{hint}")
    return [(a, [one for one in found if not students or one.student in students]) for a, found in work]


def _grade(
    course: Course,
    work: list[_Work],
    reports: Path,
    level: Level,
    *,
    jobs: int,
    force: bool = False,
    seed: int | None = None,
    as_json: bool = False,
) -> int:
    """Grade and print; return the exit code."""
    from autograder.grading import batch, display
    from autograder.grading.reports import locked, write_report

    found = sum(len(submissions) for _, submissions in work)
    if not found:
        raise CourseError(
            "nothing to grade: no student has handed in any of "
            + (", ".join(assignment.name for assignment, _ in work) or "the course's assignments")
        )
    for _, submissions in work:
        for note in (one for one in submissions if one.note):
            _complain(f"{note.student}: {note.note}")
    with locked(reports):
        plan = batch.make_plan(course, work, reports, level=level, seed=seed, force=force)
        for report in plan.kept:
            write_report(reports, report)
        lanes = max(1, min(jobs, len(plan.jobs)))
        finished = batch.grade_batch(plan.jobs, reports, lambda: batch.process_pool(lanes), 2 * lanes)
        results = list(display.follow(finished, len(plan.jobs), _errors if as_json else _console))
    done = [*plan.kept, *(one.report for one in results if one.report is not None)]
    failures = sorted(
        (one for one in results if one.report is None),
        key=lambda one: (one.job.submission.assignment, one.job.submission.student),
    )
    _show(course, done, len(plan.kept), len(failures), reports, as_json=as_json)
    for one in failures:
        job = one.job.submission
        _complain(f"grader error, no grade: {job.student} {job.assignment}: {'; '.join(one.errors[:3])}")
    if failures:
        students = dict.fromkeys(one.job.submission.student for one in failures)
        again = " ".join(f"-s {student}" for student in students)
        _complain(f"mend the cause, then grade these again: autograder grade {again}")
    return int(bool(failures))


def _show(
    course: Course, done: list[Report], kept: int, failed: int, reports: Path, *, as_json: bool
) -> None:
    from autograder.grading import display

    if as_json:
        import msgspec

        for report in done:
            click.echo(msgspec.json.encode(report))
        return
    _console.print(display.report_table(done, course))
    if len(done) > display.ROWS:
        _say(f"… and {len(done) - display.ROWS} more")
    _say(f"{display.summary(done, kept, failed)}; reports are in {reports}")


@cli.command()
@click.argument("directory", type=click.Path(path_type=Path), required=False)
@click.option("-a", "--assignment", "name", default="04_attention", show_default=True)
@click.option("-n", "--students", type=click.IntRange(0), default=40, show_default=True, help="0: all kinds.")
@click.option("-j", "--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, show_default=True)
@_isolation
@_verb
def demo(directory: Path | None, name: str, students: int, jobs: int, isolation: str) -> int:
    """Make a class of synthetic students, grade it, and show the reports.

    The students are made from everything the course knows to go right or wrong with an assignment. They go
    into DIRECTORY, or into a temporary folder.
    """
    from autograder.demo import demo_course, make_class

    course, level = _course(), _level(isolation)
    (assignment,) = _with_solutions(course, (name,))
    folder = directory or Path(tempfile.mkdtemp(prefix="autograder-demo-"))
    made = make_class(assignment, folder / "submitted", students)
    _say(f"{len(made)} synthetic students handed in {assignment.name} in {folder / 'submitted'}")
    submissions = find_submissions(folder / "submitted", assignment, course.limits.source_kb)
    reports = folder / "reports"
    status = _grade(demo_course(course), [(assignment, submissions)], reports, level, jobs=jobs)
    example = reports / assignment.name / f"{made[-1]}.json"
    _say(f"one report: {example}")
    return status


@cli.command()
@click.argument("archive", type=click.Path(path_type=Path))
@click.option("-a", "--assignment", "name", required=True, help="The assignment the archive is for.")
@click.option("--submitted", type=click.Path(path_type=Path), help="Where to [default: submitted/].")
@_verb
def collect(archive: Path, name: str, submitted: Path | None) -> None:
    """Take an LMS's ARCHIVE (zip or tar) apart into nbgrader's layout.

    Moodle's and Canvas's names are understood, and plain STUDENT/ASSIGNMENT/FILE. What is no submission, or
    means harm (links, bombs, paths that lead out), is left out one by one; the rest is taken.
    """
    from autograder.archives import collect as take

    course = _course()
    folder = submitted or course.root / "submitted"
    assignment = find_assignment(course.root, name)
    refused = take(archive, folder, assignment)
    for sentence in refused:
        _complain(f"left out: {sentence}")
    found = find_submissions(folder, assignment, course.limits.source_kb) if folder.is_dir() else []
    _say(
        f"{len(found)} submissions of {assignment.name} are in {folder}; {len(refused)} members were left out"
    )


@cli.command()
@_verb
def doctor() -> None:
    """Say what this host offers for locking submissions in, by trying it."""
    from autograder.isolation.doctor import diagnose

    for line in diagnose():
        _say(line)
