"""Grade many submissions: plan what has no true report, keep the lanes busy, write each report at once.

Any `concurrent.futures.Executor` will do; by default it is a pool of processes, each with one lane of the
assignment it is working on. A process that dies takes at most the submissions it held with it; they are
tried once more, and after that they are listed as our own failure.
"""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from multiprocessing.connection import wait as wait_for
from pathlib import Path

from autograder.course import Course
from autograder.grading.changes import Change, change_of
from autograder.grading.earlier import usable
from autograder.grading.keys import base_of, grounds_of, key_of, versions
from autograder.grading.lane import Graded, Lane
from autograder.grading.lines import Line, line_of
from autograder.grading.loop import GraderError
from autograder.grading.reports import report_of, seed_of, write_report
from autograder.isolation.failures import IsolationError
from autograder.isolation.sandbox import Level
from autograder.model import REPORT_SCHEMA, Assignment, CourseError, Report, Submission

_HOPELESS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EACCES, errno.EPERM)
"""Errors of a write that the next one will meet as well."""


class LaneLostError(Exception):
    """What was grading one submission has died; the executor goes on without it."""


@dataclass(frozen=True, slots=True)
class Job:
    """One submission to grade and all it takes."""

    course: Course
    assignment: Assignment
    submission: Submission
    seed: int
    level: Level
    base: str
    suite: dict[str, str]
    changed: frozenset[str] | None = None
    """Test classes that are not as they were for the report there; None: nothing of it can be kept."""
    replaced: Report | None = None
    """That report, for a lane: it is read when the job's turn comes, so that not all are held at once."""
    tries: int = 0
    alone: bool = False
    """Nobody else is to be graded meanwhile: whoever is with it when it dies would be lost as well."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A job's end: a report, or what went wrong on our side."""

    job: Job
    report: Report | None = None
    errors: tuple[str, ...] = ()
    change: Change | None = None
    """How the score differs from that of the report that was replaced."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be graded, and the lines of the reports that are still true."""

    jobs: tuple[Job, ...]
    kept: tuple[Line, ...]
    renewed: tuple[Submission, ...] = ()
    """Those kept of which something that costs no run has changed, such as when it was handed in."""


def make_plan(
    course: Course,
    work: Sequence[tuple[Assignment, Sequence[Submission]]],
    reports: Path,
    *,
    level: Level,
    seed: int | None = None,
    force: bool = False,
) -> Plan:
    """Compare keys with the reports on disk.

    Parameters
    ----------
    work : sequence of (Assignment, submissions)
        What was handed in.
    reports : Path
        Folder of the reports.
    level : Level
        How submissions will be locked in.
    seed : int, optional
        In place of the one kept beside the reports.
    force : bool
        Grade again whatever the reports say.
    """
    jobs, kept, renewed = [], [], []
    lanes_course = replace(course, people={}, extensions={})  # lanes have no business with names
    for assignment, submissions in work:
        chosen = seed_of(reports, assignment.name, seed)
        grounds = grounds_of(assignment, course, chosen, level)
        for submission in submissions:
            base = base_of(submission, grounds)
            report = report_of(reports, assignment.name, submission.student)
            job = Job(lanes_course, assignment, submission, chosen, level, base, grounds.suite)
            if force or report is None or report.base != base:
                jobs.append(job)
            elif report.suite == grounds.suite:
                kept.append(line_of(replace(report, submitted_at=submission.submitted_at), course))
                if report.submitted_at != submission.submitted_at:
                    renewed.append(submission)
            else:
                changed = {name for name, digest in grounds.suite.items() if report.suite.get(name) != digest}
                jobs.append(replace(job, changed=frozenset(changed)) if usable(report) else job)
    return Plan(tuple(jobs), tuple(kept), tuple(renewed))


def renew(reports: Path, submission: Submission) -> None:
    """Write into a report that is still true what costs no run: when the submission was handed in."""
    report = report_of(reports, submission.assignment, submission.student)
    if report is not None:
        write_report(reports, replace(report, submitted_at=submission.submitted_at))


def grade_batch(
    jobs: Iterable[Job], reports: Path, make_executor: Callable[[], Executor], ahead: int
) -> Iterator[Finished]:
    """Grade jobs, writing each report as it comes.

    Parameters
    ----------
    jobs : iterable of Job
        In the order they are to be started.
    reports : Path
        Folder of the reports.
    make_executor : callable
        Makes the executor, and another when that one has broken.
    ahead : int
        How many jobs to have submitted at a time.

    Yields
    ------
    Finished
        In the order of completion.
    """
    waiting = deque(jobs)
    running: dict[Future[Finished], Job] = {}
    executor = make_executor()
    try:
        while waiting or running:
            lost = []
            # a job that was lost before goes alone, so that it can only take itself along
            while waiting and len(running) < _room(waiting[0], running.values(), ahead):
                job = waiting.popleft()
                try:
                    running[executor.submit(grade_job, with_replaced(job, reports))] = job
                except BrokenProcessPool:
                    lost.append(job)
                    break
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                job = running.pop(future)
                try:
                    finished = future.result()
                except LaneLostError:
                    yield from _try_again([job], waiting, alone=False)
                    continue
                except BrokenProcessPool:
                    lost.append(job)
                    continue
                yield _written(finished, reports)
            if lost:
                lost += running.values()
                running.clear()
                executor.shutdown(wait=False, cancel_futures=True)
                executor = make_executor()
                yield from _try_again(lost, waiting, alone=True)
        executor.shutdown()
    except BaseException:
        stop_at_once(executor)
        raise


def with_replaced(job: Job, reports: Path) -> Job:
    """Give a job the report it can keep parts of."""
    if job.changed is None:
        return job
    submission = job.submission
    return replace(job, replaced=report_of(reports, submission.assignment, submission.student))


def _room(following: Job, running: Iterable[Job], ahead: int) -> int:
    """Return how many jobs may run together when `following` is one of them."""
    return 1 if following.alone or any(job.alone for job in running) else ahead


def _written(finished: Finished, reports: Path) -> Finished:
    """Write a job's report, and compare it with the one before; that it cannot be is our own failure."""
    if finished.report is not None:
        old = report_of(reports, finished.report.assignment, finished.report.student)
        try:
            write_report(reports, finished.report)
        except OSError as error:
            if error.errno in _HOPELESS:
                said = f"reports cannot be written: {error.strerror}; mend that, then run the command again"
                raise CourseError(said, (reports, None)) from None
            said = f"its report cannot be written: {error.strerror}: {error.filename}"
            return Finished(finished.job, errors=(said,))
        if old is not None:
            return replace(finished, change=change_of(old, finished.report))
    return finished


def _try_again(lost: Sequence[Job], waiting: deque[Job], *, alone: bool) -> Iterator[Finished]:
    """Put lost jobs back at the front; give up on those that were lost before."""
    for job in lost:
        if job.tries:
            yield Finished(job, errors=("the lane died twice while it was being graded",))
        else:
            waiting.appendleft(replace(job, tries=job.tries + 1, alone=alone))


def process_pool(lanes: int) -> ProcessPoolExecutor:
    """Return a pool of lane processes, which end with this process whatever ends it."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(lanes, mp_context=context, initializer=_begin_lane_process)


def stop_at_once(executor: Executor) -> None:
    """Kill the pool's processes, and with them their zygotes and workers; others stop as they can."""
    is_pool = isinstance(executor, ProcessPoolExecutor)
    if is_pool:
        for process in multiprocessing.active_children():
            process.kill()
    # a pool of dead processes ends at once; left to Python's exit it is shut down twice, with a traceback
    executor.shutdown(wait=is_pool, cancel_futures=True)


def _begin_lane_process() -> None:
    """Leave Ctrl-C to the parent, and do not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        sentinel = parent.sentinel

        def watch() -> None:
            wait_for([sentinel])
            os._exit(1)

        threading.Thread(target=watch, daemon=True).start()


_lanes: dict[tuple[Assignment, int, Level], Lane] = {}


def grade_job(job: Job) -> Finished:
    """Grade one submission in the lane of this process (one assignment at a time)."""
    try:
        lane = _lane_for(job.course, job.assignment, job.seed, job.level)
        submission = job.submission
        if submission.text is None:
            graded = lane.refuse(submission.problem or "there is nothing to grade")
        else:
            graded = lane.grade(submission.text, report=job.replaced, changed=job.changed)
    except (GraderError, IsolationError, CourseError) as error:
        return Finished(job, errors=(str(error),))
    except Exception as error:  # noqa: BLE001 (a fault of ours costs this submission's grade, not the batch)
        return Finished(job, errors=(f"{type(error).__name__}: {error}",))
    if graded.errors:
        return Finished(job, errors=graded.errors)
    report = Report(
        schema=REPORT_SCHEMA,
        student=submission.student,
        assignment=submission.assignment,
        score=round(sum(result.points for result in graded.results), 4),
        max_score=round(sum(result.max_points for result in graded.results), 4),
        results=graded.results,
        isolation=job.level,
        seed=job.seed,
        versions=versions(),
        key=key_of(job.base, job.suite),
        base=job.base,
        suite=job.suite,
        graded_at=datetime.now(UTC),
        submitted_at=submission.submitted_at,
    )
    return Finished(job, report)


def grade_text(
    course: Course,
    assignment: Assignment,
    seed: int,
    level: Level,
    text: str,
    *,
    without: Collection[str] = (),
    only: Collection[str] | None = None,
) -> Graded:
    """Grade a text in the lane of this process, keeping everything that was found out."""
    return _lane_for(course, assignment, seed, level).grade(text, without=without, only=only)


def survives(
    course: Course, assignment: Assignment, seed: int, level: Level, mutant: str, function: str
) -> bool:
    """Say whether a changed reference loses nothing, in the lane of this process."""
    return _lane_for(course, assignment, seed, level).survives(mutant, function)


def _lane_for(course: Course, assignment: Assignment, seed: int, level: Level) -> Lane:
    key = (assignment, seed, level)
    if key not in _lanes:
        for lane in _lanes.values():
            lane.close()
        _lanes.clear()
        _lanes[key] = Lane(assignment, course, seed, level)
    return _lanes[key]
