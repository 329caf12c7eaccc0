"""Lanes on an existing Dask cluster, as a `concurrent.futures.Executor`.

Every thread of every Dask worker is a place for one lane process (`hosts`). Which submission goes where is
decided here and not by Dask's scheduler, which would send what killed one worker silently to the next: a
place gets one submission at a time, of the assignment whose lane it has loaded if there is one (`waiting`),
and of good workers only (`cluster_workers`). Workers may come and go; one that goes costs what it held a
second try.

All decisions are made in one thread, which takes events from a queue. Nothing else changes any state.
"""

from __future__ import annotations

import contextlib
import queue
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from autograder.grading import hosts
from autograder.grading.batch import Finished, Job, LaneLostError, grade_job
from autograder.grading.cluster_workers import SURVEY_SECONDS, Answer, Place, Worker, Workers
from autograder.grading.connecting import connect, first_line, within
from autograder.grading.ground import ground_of
from autograder.grading.serving import Look, Outcome, encode, task_of
from autograder.grading.waiting import Held, Waiting
from autograder.model import CourseError

if TYPE_CHECKING:
    from distributed import Client

AHEAD = 500
"""How many submissions to have in view, so that a place finds another of the assignment it has loaded."""
WAIT_SECONDS = 60.0
_END_SECONDS = 5.0
_LOSSES = 3
"""A worker that loses so many submissions in a row, and grades none between, gets no more."""


def open_cluster(
    address: str,
    jobs: Sequence[Job],
    *,
    course_path: Path | None,
    tell: Callable[[str], None],
    wait: float = WAIT_SECONDS,
) -> ClusterExecutor:
    """Connect to a cluster's scheduler.

    Parameters
    ----------
    address : str
        Of the scheduler, as in ``tcp://10.0.0.1:8786``.
    jobs : sequence of Job
        What is going to be submitted; at least one.
    course_path : Path, optional
        Where the checkout lies on the workers; without it where it lies here.
    tell : callable
        Called, from another thread, with a sentence about each worker that comes to nothing.
    wait : float
        Seconds to wait for a worker when there is none.

    Raises
    ------
    CourseError
        When the extra is not installed, or there is no scheduler at the address.
    """
    client = connect(address)
    return ClusterExecutor(client, address, jobs, course_path=course_path, tell=tell, wait=wait)


class ClusterExecutor(Executor):
    """Grades jobs on the workers of a Dask cluster; see `open_cluster`.

    `submit` takes `grade_job` and a job, as a process pool does. A future ends with a `Finished`, with
    `LaneLostError` when the worker or the lane process that held the job has died, or with a `CourseError`
    when nothing can be graded here at all.
    """

    def __init__(
        self,
        client: Client,
        address: str,
        jobs: Sequence[Job],
        *,
        course_path: Path | None,
        tell: Callable[[str], None],
        wait: float,
    ) -> None:
        root = jobs[0].course.root
        names = tuple(sorted({job.assignment.name for job in jobs}))
        self._client, self._address = client, address
        self._run = secrets.token_hex(8)
        self._root = course_path or root
        self._ground = ground_of(root, names)
        self._waiting = Waiting(names)
        self._error: CourseError | None = None
        self._ended = False
        self._events: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._workers = Workers(
            client,
            address,
            run=self._run,
            look=encode(Look(str(self._root), names, str(jobs[0].level))),
            ground=self._ground,
            post=self._events.put,
            lose=self._lose,
            tell=tell,
            wait=wait,
        )
        self._thread = threading.Thread(target=self._decide, name="cluster", daemon=True)
        self._thread.start()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Take a job in; returns at once."""
        if fn is not grade_job or len(args) != 1 or kwargs:
            raise TypeError("a cluster grades jobs and does nothing else")
        (job,) = args
        future: Future[Finished] = Future()
        self._events.put(lambda: self._take(job, future))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the lane processes on all workers and leave the cluster as it was.

        What was submitted and is not done is cancelled, on the workers as well.
        """
        del wait, cancel_futures
        if self._ended:
            return
        self._ended = self._workers.closed = True
        self._events.put(self._cancel_all)
        self._thread.join(_END_SECONDS)
        within(_END_SECONDS, lambda: self._client.run(hosts.close, self._run, on_error="ignore"))
        within(_END_SECONDS, lambda: self._client.close(timeout=_END_SECONDS))

    def _decide(self) -> None:
        """Take events until the end; look at the list of workers now and then."""
        survey = time.monotonic()
        while not self._ended or not self._events.empty():
            try:
                with contextlib.suppress(queue.Empty):
                    self._events.get(timeout=max(0.0, survey - time.monotonic()))()
                if time.monotonic() >= survey and self._error is None and not self._ended:
                    self._workers.survey()
                    survey = time.monotonic() + SURVEY_SECONDS
                self._dispatch()
            except Exception as error:  # noqa: BLE001 (nobody may wait for ever for a thread that has ended)
                self._fail(_sentence(error, self._address))
            if self._error is not None:
                survey = time.monotonic() + SURVEY_SECONDS

    def _take(self, job: Job, future: Future[Finished]) -> None:
        if self._error is not None:
            future.set_exception(self._error)
        else:
            self._waiting.add(job, future)

    def _graded(self, worker: Worker, place: Place, held: Held, answer: Answer) -> None:
        """Hand a result over; a lane that died with it is a loss."""
        place.held = None
        if answer.cancelled():
            raise ConnectionError("the connection was lost")
        error = answer.exception()
        said = None if error is not None else answer.result()
        if said is None:
            self._lose(worker, held)
            worker.losses += 1
            if worker.losses >= _LOSSES:
                what = f" ({type(error).__name__}: {first_line(error)})" if error is not None else ""
                self._workers.refuse(worker, f"has lost {worker.losses} submissions in a row{what}")
            return
        worker.losses = 0
        outcome = msgspec.json.decode(said, type=Outcome)
        errors = tuple(f"{error} (on {outcome.host})" for error in outcome.errors)
        held.future.set_result(Finished(held.job, outcome.report, errors))

    def _lose(self, worker: Worker, held: Held) -> None:
        self._waiting.note_loss(held, worker.address)
        held.future.set_exception(LaneLostError(f"worker {worker.name} lost it"))

    def _dispatch(self) -> None:
        """Give every free place of a good worker something to do."""
        if self._error is not None or self._ended:
            return
        good = self._workers.good()
        for worker in good:
            # what this worker has lost goes to another, if there is one
            avoided = worker.address if len(good) > 1 else None
            for place in (one for one in worker.places if one.held is None):
                lanes = Counter(one.assignment for one in self._workers.places())
                held = self._waiting.take(place.assignment, lanes, avoided)
                if held is None:
                    continue
                place.held, place.assignment = held, held.job.assignment.name
                question = task_of(held.job, self._root, self._ground.fingerprints[place.assignment])
                self._workers.ask(worker, place.number, question, self._when_graded(worker, place, held))

    def _when_graded(self, worker: Worker, place: Place, held: Held) -> Callable[[Answer], None]:
        return lambda answer: self._graded(worker, place, held, answer)

    def _fail(self, error: CourseError) -> None:
        """End everything with one sentence."""
        self._error = error
        for future in self._unfinished():
            future.set_exception(error)

    def _cancel_all(self) -> None:
        self._workers.cancel()
        for future in self._unfinished():
            future.cancel()

    def _unfinished(self) -> list[Future[Finished]]:
        """Take out every future that nobody has ended."""
        found = self._waiting.clear()
        for place in self._workers.places():
            if place.held is not None:
                found.append(place.held.future)
                place.held = None
        return found


def _sentence(error: Exception, address: str) -> CourseError:
    """Say what ended the work on a cluster."""
    if isinstance(error, CourseError):
        return error
    if not isinstance(error, OSError):
        return CourseError(
            f"work on the cluster at {address} ended: {type(error).__name__}: {first_line(error)}"
        )
    return CourseError(
        f"the Dask scheduler at {address} is gone ({type(error).__name__}: {first_line(error)}); everything "
        "finished so far is kept, and the same command goes on from there"
    )
