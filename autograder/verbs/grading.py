"""Verbs that grade: grade, demo."""

from __future__ import annotations

import difflib
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from autograder.collecting import find_submissions
from autograder.course import Course
from autograder.isolation.sandbox import Level
from autograder.model import Assignment, CourseError, Submission
from autograder.verbs.graded import print_json, show, show_changes, show_failures
from autograder.verbs.saying import complain, console, errors, say
from autograder.verbs.speaking import (
    are_own,
    chosen_level,
    course_here,
    isolation_option,
    refuse_opposites,
    verb,
    with_solutions,
)

if TYPE_CHECKING:
    from autograder.grading.batch import Job
    from autograder.grading.lines import Line
    from autograder.publishing.database import Place

_Work = tuple[Assignment, list[Submission]]


@click.command()
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
@click.option("--scheduler", metavar="ADDRESS", help="Grade on the Dask cluster at tcp://HOST:PORT.")
@click.option(
    "--course-path",
    type=click.Path(path_type=Path),
    help="Where the checkout lies on the cluster's workers [default: where it lies here].",
)
@click.option(
    "--wait", type=click.FloatRange(0), help="Seconds to wait for the cluster's first worker [default: 60]."
)
@click.option(
    "--gradebook",
    metavar="URL",
    help="Write nbgrader's gradebook there [default: the course's own, where nbgrader is used].",
)
@click.option("--no-gradebook", is_flag=True, help="Write no gradebook.")
@isolation_option
@verb
def grade(
    submitted: Path | None,
    names: tuple[str, ...],
    students: tuple[str, ...],
    jobs: int,
    reports: Path | None,
    force: bool,
    seed: int | None,
    as_json: bool,
    scheduler: str | None,
    course_path: Path | None,
    wait: float | None,
    gradebook: str | None,
    no_gradebook: bool,
    isolation: str,
) -> int:
    """Grade SUBMITTED (default: submitted/), laid out as nbgrader does: STUDENT/ASSIGNMENT/FILE.

    Started again after an interruption of any kind, it goes on where it stopped. A report is kept as long as
    nothing it depends on has changed. Where nbgrader is used (see autograder init), its gradebook is written
    too; manual scores, extra credit and comments made there stay.
    """
    elsewhere = _cluster(scheduler, course_path, wait)
    course = course_here()
    submitted = submitted or course.root / "submitted"
    reports = reports or course.root / "reports"
    work = _chosen(
        [
            (assignment, find_submissions(submitted, assignment, course.limits.source_kb))
            for assignment in with_solutions(course, names)
        ],
        students,
    )
    place = _gradebook_place(course, reports, gradebook, no_gradebook)
    level = chosen_level(isolation, here=elsewhere is None)
    done, status = _grade(
        course,
        work,
        reports,
        level,
        jobs=jobs,
        force=force,
        seed=seed,
        as_json=as_json,
        elsewhere=elsewhere,
    )
    if place is None:
        return status
    from autograder.grading.reports import read_reports
    from autograder.verbs.publishing import fill_gradebook

    true = {(line.assignment, line.student) for line in done}
    graded = (
        (one, found, [r for r in read_reports(reports, one.name) if (one.name, r.student) in true])
        for one, found in work
    )
    return fill_gradebook(course, graded, place) or status


def _gradebook_place(course: Course, reports: Path, url: str | None, not_at_all: bool) -> Place | None:
    """Return where to write the gradebook: where it was said, or the course's own if nbgrader is used."""
    from autograder.publishing.database import is_nbgrader_course, place_of

    refuse_opposites(url, not_at_all)
    if not_at_all or (url is None and not (are_own(course, reports) and is_nbgrader_course(course.root))):
        return None
    return place_of(course.root, url)


def _cluster(
    scheduler: str | None, course_path: Path | None, wait: float | None
) -> Callable[[Sequence[Job]], Executor] | None:
    """Return what connects to the cluster that was named, if one was."""
    if scheduler is None:
        for value, option in ((course_path, "--course-path"), (wait, "--wait")):
            if value is not None:
                raise click.UsageError(f"{option} is for a cluster; name its --scheduler")
        return None
    if click.get_current_context().get_parameter_source("jobs") is ParameterSource.COMMANDLINE:
        raise click.UsageError("-j is for this machine; on a cluster each thread of a Dask worker is a lane")
    if course_path is not None and not course_path.is_absolute():
        raise click.UsageError("--course-path must begin with /: each worker starts in a folder of its own")
    from autograder.grading.cluster import WAIT_SECONDS, open_cluster

    seconds = WAIT_SECONDS if wait is None else wait
    return lambda jobs: open_cluster(scheduler, jobs, course_path=course_path, tell=complain, wait=seconds)


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
    elsewhere: Callable[[Sequence[Job]], Executor] | None = None,
) -> tuple[list[Line], int]:
    """Grade and print; return the lines of the reports that are true now, and the exit code."""
    from autograder.grading import batch, display
    from autograder.grading.lines import line_of
    from autograder.grading.reports import locked, report_of

    found = sum(len(submissions) for _, submissions in work)
    if not found:
        raise CourseError(
            "nothing to grade: no student has handed in any of "
            + (", ".join(assignment.name for assignment, _ in work) or "the course's assignments")
        )
    for _, submissions in work:
        for note in (one for one in submissions if one.note):
            complain(f"{note.student}: {note.note}")
    with locked(reports):
        plan = batch.make_plan(course, work, reports, level=level, seed=seed, force=force)
        for submission in plan.renewed:
            batch.renew(reports, submission)
        if as_json:
            for line in plan.kept:
                print_json(report_of(reports, line.assignment, line.student))
        if elsewhere is not None and plan.jobs:
            from autograder.grading.cluster import AHEAD

            finished = batch.grade_batch(plan.jobs, reports, lambda: elsewhere(plan.jobs), AHEAD)
        else:
            lanes = max(1, min(jobs, len(plan.jobs)))
            finished = batch.grade_batch(plan.jobs, reports, lambda: batch.process_pool(lanes), 2 * lanes)
        totals = Counter(job.assignment.name for job in plan.jobs)
        # a report is on disk once it comes out here; of it only its line is kept
        done, failures, changed = list(plan.kept), [], []
        for one in display.follow(finished, totals, errors if as_json else console):
            if one.report is None:
                failures.append(one)
                continue
            done.append(line_of(one.report, course))
            if one.change is not None:
                changed.append(str(one.change))
            if as_json:
                print_json(one.report)
    if not as_json:
        show(done, len(plan.kept), len(failures), reports)
    show_failures(failures)
    show_changes(sorted(changed))
    return done, int(bool(failures))


@click.command()
@click.argument("directory", type=click.Path(path_type=Path), required=False)
@click.option("-a", "--assignment", "name", default="04_attention", show_default=True)
@click.option("-n", "--students", type=click.IntRange(0), default=40, show_default=True, help="0: all kinds.")
@click.option("-j", "--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, show_default=True)
@isolation_option
@verb
def demo(directory: Path | None, name: str, students: int, jobs: int, isolation: str) -> int:
    """Make a class of synthetic students, grade it, and show the reports.

    The students are made from everything the course knows to go right or wrong with an assignment. They go
    into DIRECTORY, or into a temporary folder.
    """
    from autograder.demo import demo_course, make_class

    course, level = course_here(), chosen_level(isolation)
    (assignment,) = with_solutions(course, (name,))
    folder = directory or Path(tempfile.mkdtemp(prefix="autograder-demo-"))
    made = make_class(assignment, folder / "submitted", students)
    say(f"{len(made)} synthetic students handed in {assignment.name} in {folder / 'submitted'}")
    submissions = find_submissions(folder / "submitted", assignment, course.limits.source_kb)
    reports = folder / "reports"
    _, status = _grade(demo_course(course), [(assignment, submissions)], reports, level, jobs=jobs)
    example = reports / assignment.name / f"{made[-1]}.json"
    say(f"one report: {example}")
    return status
