"""A lane process that is asked through a pipe: `python -c "… main(descriptor)"` on a machine of a cluster.

It does for one place of a cluster what a process of the pool does on one machine, by the same `grade_job`,
with a checkout of its own. Questions and answers are JSON of fixed types; of a submission's file nothing but
its text arrives. It ends when the process that started it does, and its zygote and worker with it.
"""

from __future__ import annotations

import os
import queue
import socket
import threading
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import msgspec

from autograder.course import Course
from autograder.grading.batch import Finished, Job, grade_job
from autograder.grading.ground import Ground, assignment_in, fingerprint, ground_of
from autograder.isolation.failures import IsolationError
from autograder.isolation.levels import choose_level
from autograder.model import CourseError, Report


class Look(msgspec.Struct, frozen=True, tag=True):
    """The question what stands on this machine, and whether it holds an isolation level."""

    root: str
    assignments: tuple[str, ...]
    level: str


class Task(msgspec.Struct, frozen=True, tag=True):
    """A job, and the fingerprint of the checkout it is to be graded with."""

    job: Job
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Seen:
    """The answer to `Look`; `problem` says why this machine cannot grade."""

    host: str
    ground: Ground | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer to `Task`: a report, or what went wrong on our side."""

    host: str
    report: Report | None = None
    errors: tuple[str, ...] = ()


def encode(question: Look | Task | Seen | Outcome) -> bytes:
    """Turn a question or an answer into bytes."""
    return msgspec.json.encode(question, enc_hook=str)


def task_of(job: Job, root: Path, print_: str) -> bytes:
    """Return a job as it travels: with the limits, without the calendar, and with folders below `root`."""
    course = Course(root, limits=job.course.limits, tolerances=job.course.tolerances)
    travelling = replace(
        job,
        course=course,
        assignment=assignment_in(root, job.assignment.name),
        submission=replace(job.submission, path=Path()),
    )
    return encode(Task(travelling, print_))


def main(descriptor: int) -> None:
    """Answer until the other end of the pipe closes."""
    pipe = Connection(descriptor)
    questions: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def listen() -> None:
        try:
            while True:
                questions.put(pipe.recv_bytes())
        except (EOFError, OSError):
            os._exit(1)  # in the middle of a submission too

    threading.Thread(target=listen, daemon=True).start()
    served = _Served()
    while True:
        pipe.send_bytes(encode(served.answer(questions.get())))


class _Served:
    """What this process has found out."""

    def __init__(self) -> None:
        self.host = socket.gethostname()
        self._verified: tuple[str, str] | None = None
        """Assignment and fingerprint of the lane that is loaded."""

    def answer(self, question: bytes) -> Seen | Outcome:
        asked = msgspec.json.decode(question, type=Look | Task, dec_hook=_path)
        if isinstance(asked, Look):
            return self._look(asked)
        done = self._grade(asked)
        return Outcome(self.host, done.report, done.errors)

    def _look(self, asked: Look) -> Seen:
        try:
            ground = ground_of(Path(asked.root), asked.assignments)
            choose_level(asked.level)
        except (CourseError, IsolationError, OSError) as error:
            return Seen(self.host, problem=str(error))
        return Seen(self.host, ground)

    def _grade(self, task: Task) -> Finished:
        """Grade; the checkout is looked at again whenever a lane is about to be loaded from it."""
        name = task.job.assignment.name
        if self._verified != (name, task.fingerprint):
            try:
                found = fingerprint(task.job.course.root, name)
            except (CourseError, OSError) as error:
                return Finished(task.job, errors=(str(error),))
            if found != task.fingerprint:
                return Finished(task.job, errors=(f"the checkout of {name} there was changed meanwhile",))
            self._verified = (name, found)
        return grade_job(task.job)


def _path(kind: type, value: Any) -> Any:
    """Read a folder; nothing else needs help."""
    if kind is not Path:
        raise NotImplementedError(f"a {kind.__name__} does not travel")
    return Path(value)
