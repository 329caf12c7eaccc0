"""Lanes on an existing Dask cluster, as a `concurrent.futures.Executor`.

Every thread of every Dask worker is a place for one lane process (`hosts`). Which submission goes where is
decided here and not by Dask's scheduler, which would send what killed one worker silently to the next: a
place gets one submission at a time, of the assignment whose lane it has loaded if there is one, and a worker
gets none before it has shown the same checkout and versions and held the isolation level. Workers may come
and go; one that goes costs what it held a second try.

All decisions are made in one thread, which takes events from a queue. Nothing else changes any state.
"""

from __future__ import annotations

import contextlib
import queue
import secrets
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from autograder.grading import hosts
from autograder.grading.batch import Finished, Job, LaneLostError, grade_job
from autograder.grading.connecting import connect, first_line, within
from autograder.grading.ground import differences, ground_of
from autograder.grading.serving import Look, Outcome, Seen, encode, task_of
from autograder.model import CourseError

if TYPE_CHECKING:
    from distributed import Client

AHEAD = 500
"""How many submissions to have in view, so that a place finds another of the assignment it has loaded."""
WAIT_SECONDS = 60.0
_SURVEY_SECONDS = 0.5
_END_SECONDS = 5.0
_LOSSES = 3
"""A worker that loses so many submissions in a row, and grades none between, gets no more."""


@dataclass(eq=False, slots=True)
class _Held:
    """A job that was submitted here, and the future its submitter holds."""

    job: Job
    future: Future[Finished]
    avoid: str
    """Address of the worker that lost it before."""


@dataclass(eq=False, slots=True)
class _Place:
    """One thread of a Dask worker: one lane process."""

    number: int
    assignment: str = ""
    held: _Held | None = None


@dataclass(eq=False, slots=True)
class _Worker:
    address: str
    executor: Executor
    """Of Dask, bound to this worker."""
    places: list[_Place]
    name: str
    state: str = "asked"
    """``asked`` what stands there, then ``good`` or ``refused``."""
    losses: int = 0
    pending: list[Future[bytes | None]] = field(default_factory=list)


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
        self._client, self._address, self._tell, self._wait = client, address, tell, wait
        self._run = secrets.token_hex(8)
        self._root = course_path or root
        self._ground = ground_of(root, names)
        self._look = encode(Look(str(self._root), names, str(jobs[0].level)))
        self._workers: dict[str, _Worker] = {}
        self._waiting: dict[str, deque[_Held]] = {name: deque() for name in names}
        self._lost_by: dict[tuple[str, str], str] = {}
        self._idle_since = time.monotonic()
        self._told_to_wait = False
        self._error: CourseError | None = None
        self._ended = False
        self._events: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
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
        self._ended = True
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
                    self._survey()
                    survey = time.monotonic() + _SURVEY_SECONDS
                self._dispatch()
            except Exception as error:  # noqa: BLE001 (nobody may wait for ever for a thread that has ended)
                self._fail(_sentence(error, self._address))
            if self._error is not None:
                survey = time.monotonic() + _SURVEY_SECONDS

    # what happens -----------------------------------------------------------------------------------------

    def _take(self, job: Job, future: Future[Finished]) -> None:
        if self._error is not None:
            future.set_exception(self._error)
            return
        avoid = self._lost_by.get((job.assignment.name, job.submission.student), "")
        held = _Held(job, future, avoid)
        line = self._waiting[job.assignment.name]
        if job.tries:
            line.appendleft(held)
        else:
            line.append(held)

    def _survey(self) -> None:
        """Greet workers that have come, and miss those that have gone."""
        threads = self._client.nthreads()
        for address in [one for one in self._workers if one not in threads]:
            self._miss(self._workers.pop(address))
        for address, number in threads.items():
            if address not in self._workers:
                self._greet(address, number)
        self._mind_the_wait()

    def _greet(self, address: str, threads: int) -> None:
        """Ask a worker that is new what stands there."""
        executor = self._client.get_executor(
            workers=[address], allow_other_workers=False, pure=False, retries=0
        )
        worker = _Worker(address, executor, [_Place(number) for number in range(threads)], address)
        self._workers[address] = worker
        self._ask(worker, 0, self._look, lambda answer: self._seen(worker, answer))

    def _ask(
        self, worker: _Worker, place: int, question: bytes, then: Callable[[Future[bytes | None]], None]
    ) -> None:
        answer = worker.executor.submit(hosts.ask, self._run, place, question)
        worker.pending.append(answer)

        def pass_on(answer: Future[bytes | None]) -> None:
            self._events.put(lambda: self._answered(worker, answer, then))

        answer.add_done_callback(pass_on)

    def _answered(
        self, worker: _Worker, answer: Future[bytes | None], then: Callable[[Future[bytes | None]], None]
    ) -> None:
        """Go on with an answer, unless it comes from a worker that is gone by now."""
        worker.pending.remove(answer)
        if self._workers.get(worker.address) is worker and not self._ended:
            then(answer)

    def _seen(self, worker: _Worker, answer: Future[bytes | None]) -> None:
        """Let a worker in, or name what is wrong with it."""
        if answer.cancelled():
            return  # the connection was lost; the next survey finds out
        error = answer.exception()
        if error is not None:
            self._refuse(worker, f"cannot run this program ({type(error).__name__}: {first_line(error)})")
            return
        said = answer.result()
        if said is None:
            self._refuse(worker, "cannot start a lane; the worker's own log says why")
            return
        seen = msgspec.json.decode(said, type=Seen)
        worker.name = f"{worker.address} ({seen.host})"
        wrong = seen.problem or (seen.ground and differences(seen.ground, self._ground))
        if wrong:
            self._refuse(worker, wrong if not seen.problem else f"cannot grade: {wrong}")
        else:
            worker.state = "good"

    def _graded(self, worker: _Worker, place: _Place, held: _Held, answer: Future[bytes | None]) -> None:
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
                self._refuse(worker, f"has lost {worker.losses} submissions in a row{what}")
            return
        worker.losses = 0
        outcome = msgspec.json.decode(said, type=Outcome)
        errors = tuple(f"{error} (on {outcome.host})" for error in outcome.errors)
        held.future.set_result(Finished(held.job, outcome.report, errors))

    def _lose(self, worker: _Worker, held: _Held) -> None:
        self._lost_by[held.job.assignment.name, held.job.submission.student] = worker.address
        held.future.set_exception(LaneLostError(f"worker {worker.name} lost it"))

    def _miss(self, worker: _Worker) -> None:
        """A worker is gone: what it held is lost for now, and nobody else may run it behind our back."""
        for answer in worker.pending:
            answer.cancel()
        lost = [place.held for place in worker.places if place.held is not None]
        for held in lost:
            self._lose(worker, held)
        if worker.state == "good":
            held_it = f"; what it held ({len(lost)}) is tried again" if lost else ""
            self._tell(f"worker {worker.name} is gone{held_it}")

    def _refuse(self, worker: _Worker, why: str) -> None:
        worker.state = "refused"
        self._tell(f"worker {worker.name} gets no work: it {why}")
        states = {one.state for one in self._workers.values()}
        if states == {"refused"}:
            self._fail(
                CourseError(
                    f"none of the {len(self._workers)} workers at {self._address} can grade; "
                    f"the last, {worker.name}, {why}"
                )
            )

    def _mind_the_wait(self) -> None:
        """Do not wait for ever for a first worker."""
        now = time.monotonic()
        if any(worker.state != "refused" for worker in self._workers.values()):
            self._idle_since = now
        waited = now - self._idle_since
        if waited > self._wait:
            raise CourseError(
                f"no worker has come to the scheduler at {self._address} within {self._wait:g} s; start some "
                f"(dask worker {self._address}), or wait longer with --wait SECONDS"
            )
        if waited > 2 * _SURVEY_SECONDS and not self._told_to_wait:
            self._told_to_wait = True
            self._tell(f"no worker at {self._address} yet; waiting up to {self._wait:g} s for one")

    # what is done about it ----------------------------------------------------------------------------------

    def _dispatch(self) -> None:
        """Give every free place of a good worker something to do."""
        if self._error is not None or self._ended:
            return
        for worker in [one for one in self._workers.values() if one.state == "good"]:
            for place in (one for one in worker.places if one.held is None):
                held = self._next(worker, place)
                if held is None:
                    continue
                place.held, place.assignment = held, held.job.assignment.name
                question = task_of(held.job, self._root, self._ground.fingerprints[place.assignment])
                self._ask(worker, place.number, question, self._when_graded(worker, place, held))

    def _when_graded(
        self, worker: _Worker, place: _Place, held: _Held
    ) -> Callable[[Future[bytes | None]], None]:
        return lambda answer: self._graded(worker, place, held, answer)

    def _next(self, worker: _Worker, place: _Place) -> _Held | None:
        """Take a job out for a place: of the lane it has, else of what is waited for most per lane."""
        lanes = Counter(place.assignment for place in self._places())
        names = sorted(
            (name for name, line in self._waiting.items() if line),
            key=lambda name: (name != place.assignment, -len(self._waiting[name]) / (1 + lanes[name])),
        )
        others = any(one is not worker and one.state == "good" for one in self._workers.values())
        for name in names:
            line = self._waiting[name]
            for held in line:
                if not others or held.avoid != worker.address:
                    line.remove(held)
                    return held
        return None

    def _places(self) -> Iterator[_Place]:
        return (place for worker in self._workers.values() for place in worker.places)

    def _fail(self, error: CourseError) -> None:
        """End everything with one sentence."""
        self._error = error
        for future in self._unfinished():
            future.set_exception(error)

    def _cancel_all(self) -> None:
        for worker in self._workers.values():
            for answer in list(worker.pending):
                answer.cancel()
        for future in self._unfinished():
            future.cancel()

    def _unfinished(self) -> list[Future[Finished]]:
        """Take out every future that nobody has ended."""
        found = [held.future for line in self._waiting.values() for held in line]
        for line in self._waiting.values():
            line.clear()
        for place in self._places():
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
