"""The workers of a Dask cluster: greeted when they come, let in or refused, missed when they go.

A worker gets no work before it has shown the same checkout and versions and held the isolation level. What
each place of a good one is asked to grade is decided in `cluster`, in whose one thread all of this runs.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from autograder.grading import hosts
from autograder.grading.connecting import first_line
from autograder.grading.ground import Ground, differences
from autograder.grading.serving import Seen
from autograder.grading.waiting import Held
from autograder.model import CourseError

if TYPE_CHECKING:
    from distributed import Client

SURVEY_SECONDS = 0.5
Answer = Future[bytes | None]


@dataclass(eq=False, slots=True)
class Place:
    """One thread of a Dask worker: one lane process."""

    number: int
    assignment: str = ""
    held: Held | None = None


@dataclass(eq=False, slots=True)
class Worker:
    """One Dask worker and what we know of it."""

    address: str
    executor: Executor
    """Of Dask, bound to this worker."""
    places: list[Place]
    name: str
    state: str = "asked"
    """``asked`` what stands there, then ``good`` or ``refused``."""
    losses: int = 0
    pending: list[Answer] = field(default_factory=list)


class Workers:
    """All that have come and not gone.

    Parameters
    ----------
    client : distributed.Client
        Of the scheduler.
    address : str
        Of the scheduler, for sentences.
    run : str
        Names this run to the workers.
    look : bytes
        The question each new worker is asked.
    ground : Ground
        What has to stand on every worker.
    post : callable
        Called, from any thread, with what is to be done in the deciding thread.
    lose : callable
        Called with a worker and what it held when it is gone.
    tell : callable
        Called with a sentence about each worker that comes to nothing.
    wait : float
        Seconds to wait for a worker when there is none.
    """

    def __init__(
        self,
        client: Client,
        address: str,
        *,
        run: str,
        look: bytes,
        ground: Ground,
        post: Callable[[Callable[[], None]], None],
        lose: Callable[[Worker, Held], None],
        tell: Callable[[str], None],
        wait: float,
    ) -> None:
        self._client, self._address, self._run, self._look, self._ground = client, address, run, look, ground
        self._post, self._lose, self._tell, self._wait = post, lose, tell, wait
        self._workers: dict[str, Worker] = {}
        self._idle_since = time.monotonic()
        self._told_to_wait = False
        self.closed = False
        """Whether answers count no more."""

    def good(self) -> list[Worker]:
        """Return the workers that may grade."""
        return [one for one in self._workers.values() if one.state == "good"]

    def places(self) -> Iterator[Place]:
        """Give the places of all workers."""
        return (place for worker in self._workers.values() for place in worker.places)

    def survey(self) -> None:
        """Greet workers that have come, and miss those that have gone.

        Raises
        ------
        CourseError
            When none has come for too long.
        """
        threads = self._client.nthreads()
        for address in [one for one in self._workers if one not in threads]:
            self._miss(self._workers.pop(address))
        for address, number in threads.items():
            if address not in self._workers:
                self._greet(address, number)
        self._mind_the_wait()

    def ask(self, worker: Worker, place: int, question: bytes, then: Callable[[Answer], None]) -> None:
        """Ask a place of a worker; `then` gets the answer unless the worker is gone by that time."""
        answer = worker.executor.submit(hosts.ask, self._run, place, question)
        worker.pending.append(answer)

        def pass_on(answer: Answer) -> None:
            self._post(lambda: self._answered(worker, answer, then))

        answer.add_done_callback(pass_on)

    def refuse(self, worker: Worker, why: str) -> None:
        """Give a worker no more work.

        Raises
        ------
        CourseError
            When it was the last.
        """
        worker.state = "refused"
        self._tell(f"worker {worker.name} gets no work: it {why}")
        states = {one.state for one in self._workers.values()}
        if states == {"refused"}:
            raise CourseError(
                f"none of the {len(self._workers)} workers at {self._address} can grade; "
                f"the last, {worker.name}, {why}"
            )

    def cancel(self) -> None:
        """Cancel every question that has no answer."""
        for worker in self._workers.values():
            for answer in list(worker.pending):
                answer.cancel()

    def _greet(self, address: str, threads: int) -> None:
        """Ask a worker that is new what stands there."""
        executor = self._client.get_executor(
            workers=[address], allow_other_workers=False, pure=False, retries=0
        )
        worker = Worker(address, executor, [Place(number) for number in range(threads)], address)
        self._workers[address] = worker
        self.ask(worker, 0, self._look, lambda answer: self._seen(worker, answer))

    def _answered(self, worker: Worker, answer: Answer, then: Callable[[Answer], None]) -> None:
        """Go on with an answer, unless it comes from a worker that is gone by now."""
        worker.pending.remove(answer)
        if self._workers.get(worker.address) is worker and not self.closed:
            then(answer)

    def _seen(self, worker: Worker, answer: Answer) -> None:
        """Let a worker in, or name what is wrong with it."""
        if answer.cancelled():
            return  # the connection was lost; the next survey finds out
        error = answer.exception()
        if error is not None:
            self.refuse(worker, f"cannot run this program ({type(error).__name__}: {first_line(error)})")
            return
        said = answer.result()
        if said is None:
            self.refuse(worker, "cannot start a lane; the worker's own log says why")
            return
        seen = msgspec.json.decode(said, type=Seen)
        worker.name = f"{worker.address} ({seen.host})"
        wrong = seen.problem or (seen.ground and differences(seen.ground, self._ground))
        if wrong:
            self.refuse(worker, wrong if not seen.problem else f"cannot grade: {wrong}")
        else:
            worker.state = "good"

    def _miss(self, worker: Worker) -> None:
        """A worker is gone: what it held is lost for now, and nobody else may run it behind our back."""
        for answer in worker.pending:
            answer.cancel()
        lost = [place.held for place in worker.places if place.held is not None]
        for held in lost:
            self._lose(worker, held)
        if worker.state == "good":
            held_it = f"; what it held ({len(lost)}) is tried again" if lost else ""
            self._tell(f"worker {worker.name} is gone{held_it}")

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
        if waited > 2 * SURVEY_SECONDS and not self._told_to_wait:
            self._told_to_wait = True
            self._tell(f"no worker at {self._address} yet; waiting up to {self._wait:g} s for one")
