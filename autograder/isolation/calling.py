"""Call a submission's functions: each call bounded in time and size, each failure with its verdict.

`Worker` is what a hidden test talks to. It is forked lazily, loaded once, replaced after a crash or a
timeout, and a failing import is remembered instead of repeated. Every failure of the student's side is a
`SubmissionError` with a verdict; every failure of ours is an `IsolationError`.

Questions can be asked before anybody wants their answers (`ask`): handed back as `told`, these are given to
the calls that ask the same, in order.
"""

from __future__ import annotations

import select
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Self

from autograder.isolation import forbidden, messages, wire
from autograder.isolation.failures import IsolationError, SubmissionError, bounded
from autograder.isolation.flattening import flatten
from autograder.isolation.forking import Zygote
from autograder.isolation.loading import Source, in_notebook
from autograder.isolation.process import Exit, Process
from autograder.isolation.rebuilding import rebuild
from autograder.isolation.values import Limits, NotPlainError
from autograder.isolation.verdicts import possible, verdict_of
from autograder.model import Verdict

_WATCH_SECONDS = 0.005


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what came of it: an answer that nobody has read yet, or none."""

    question: messages.Frame
    answer: messages.Answer | SubmissionError


@dataclass(slots=True)
class Worker:
    """One submission in a process of its own.

    Parameters
    ----------
    zygote : Zygote
        Where it is forked.
    source : Source
        The submission and the harness beside it.
    """

    zygote: Zygote
    source: Source
    stops_always: bool = False
    """Stop the process between calls in any case, as speed tests need it."""
    cpu_seconds: float = 0.0
    """CPU time of all its processes so far."""
    starts: int = 0
    process: Process | None = field(default=None, repr=False)
    told: deque[Exchange] = field(default_factory=deque, repr=False)
    """What the next calls get, as long as they ask what was asked."""
    heard: list[Exchange] | None = field(default=None, repr=False)
    """Everything that calls ask and get, when it is wanted."""
    _number: int = 0
    _import_error: SubmissionError | None = field(default=None, repr=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def load(self, *, cpu: float | None = None) -> None:
        """Fork and import, unless that is done; a failed import raises the same error every time.

        `cpu` bounds the CPU seconds of the import, see `call`.
        """
        if self._import_error is not None:
            raise self._import_error
        if self.process is not None:
            return
        self.process = self.zygote.fork()
        self.starts += 1
        source = self.source
        request = messages.Load(source.module, source.text, source.file, source.harness)
        seconds = self.zygote.budget.import_seconds
        late = f"importing the file took more than {seconds:g} s"
        try:
            self._value(self._exchange(messages.pack(request, []), seconds, late, cpu))
        except SubmissionError as error:
            error.at_import = True
            self._import_error = error
            self.stop()
            raise

    def call(
        self,
        function: str,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        *,
        strict: bool = False,
        watch: bool = False,
        seed: int = 0,
        seconds: float | None = None,
        cpu: float | None = None,
    ) -> Any:
        """Call a function of the submission (or of its harness) and return its plain value.

        Parameters
        ----------
        seconds : float, optional
            Wall-clock time for the answer in place of the budget's.
        cpu : float, optional
            CPU seconds after which the worker is killed: the verdict is `too_slow`, the sentence empty.

        Raises
        ------
        SubmissionError
            The student's side raised, crashed, hung or answered with something that is no plain value.
        IsolationError
            Our side failed.
        """
        tree, buffers = flatten((args, kwargs), layout=True)
        sizes = messages.sizes_of(buffers)
        request = messages.Call(function, tree, sizes, strict=strict, watch=watch, seed=seed)
        question = messages.pack(request, buffers)
        if self.told and self.told[0].question != question:
            self.told.clear()
        exchange = self.told.popleft() if self.told else self.ask(question, seconds, cpu)
        if self.heard is not None:
            self.heard.append(exchange)
        if isinstance(exchange.answer, SubmissionError):
            raise exchange.answer
        return self._value(exchange.answer)

    def ask(
        self, question: messages.Frame, seconds: float | None = None, cpu: float | None = None
    ) -> Exchange:
        """Ask what a call asks, without reading the answer; see `call` for the limits.

        Raises
        ------
        IsolationError
            Our side failed.
        """
        try:
            self.load()
            limit = self.zygote.budget.call_seconds if seconds is None else seconds
            return Exchange(question, self._exchange(question, limit, f"no answer within {limit:g} s", cpu))
        except SubmissionError as error:
            return Exchange(question, error)

    def stop(self) -> Exit | None:
        """Kill the process, if there is one; the next call starts another."""
        if self.process is None:
            return None
        process, self.process = self.process, None
        last = process.cpu_seconds()
        end = self.zygote.reap(process)
        self.cpu_seconds += end.cpu_seconds if end is not None else last
        return end

    def cpu_now(self) -> float:
        """CPU seconds used by this submission so far, the running process included."""
        return self.cpu_seconds + (self.process.cpu_seconds() if self.process is not None else 0.0)

    def _exchange(
        self, question: messages.Frame, seconds: float, late: str, cpu: float | None
    ) -> messages.Answer:
        """Send a question and wait for its answer."""
        if self.process is None:
            raise IsolationError("no worker process")
        sock, deadline = self.process.sock, time.monotonic() + seconds
        most = None if cpu is None else self.process.cpu_seconds() + cpu
        self._number = (self._number + 1) % 2**32
        try:
            wire.expect_silence(sock)
            self.process.wake()
            wire.send(sock, self._number, question, deadline)
            if most is not None:
                self._watch(self.process, most, deadline)
            answer = wire.receive_reply(sock, deadline, self.zygote.budget.reply_bytes)
            self.process.rest(self.stops_always)
            if answer.number != self._number:
                raise messages.WireError("a reply to another request")
        except wire.DeadlineError:
            self.stop()
            raise SubmissionError(Verdict.TIMED_OUT, sentence=late) from None
        except wire.ClosedError:
            end = self.stop()
            if end is None:
                raise IsolationError(f"the {self.zygote.kind} zygote died, and the worker with it") from None
            raise SubmissionError(Verdict.CRASHED, sentence=f"its process {end.sentence}") from None
        except messages.WireError as error:
            raise self._broken(error) from None
        return answer

    def _value(self, answer: messages.Answer) -> Any:
        """Return the value an answer stands for; raise what it says went wrong."""
        try:
            reply, received = answer.read()
            if reply.is_value:
                return rebuild(reply.tree, received, limits=Limits(self.zygote.budget.nodes))
        except (messages.WireError, NotPlainError) as error:
            raise self._broken(error) from None
        if reply.failure is not None:
            failure = possible(reply.failure, self.source.text)
            if failure.kind == forbidden.KIND:
                raise SubmissionError(Verdict.REFUSED, sentence=self.zygote.rule(failure))
            raised = SubmissionError(verdict_of(failure), failure)
            raised.where = in_notebook(self.source.text, failure.line)
            raise raised
        raise SubmissionError(Verdict.WRONG, sentence=f"it returned {bounded(reply.not_plain or '')}")

    def _broken(self, error: Exception) -> SubmissionError:
        """End the process of a worker that broke the protocol."""
        self.stop()
        return SubmissionError(Verdict.CRASHED, sentence=f"its process sent {error}")

    def _watch(self, process: Process, most: float, deadline: float) -> None:
        """Wait for the first byte of the reply, unless the process's CPU clock passes `most` before."""
        while not select.select([process.sock], [], [], _WATCH_SECONDS)[0]:
            if process.cpu_seconds() > most:
                self.stop()
                raise SubmissionError(Verdict.TOO_SLOW)
            if time.monotonic() > deadline:
                raise wire.DeadlineError
