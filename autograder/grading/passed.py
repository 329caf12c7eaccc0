"""Answers that a test has passed with: who gives the very same ones passes too, and the test need not be run.

A hidden test draws its inputs from a seed, so it asks everybody the same, and what it makes of the answers
depends on nothing else. Drawing inputs, taking them apart, asking the reference and comparing cost more than
most students' functions do; most answers of a class, on the other hand, are equal to the last bit. So what a
test asked of a submission that passed is kept, ready to be sent, with digests of what came back.

Only passing is known in this way. At the first answer that is not, the test is run, and is given the answers
that have come already.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from autograder.isolation.calling import Exchange, Worker
from autograder.isolation.failures import SubmissionError
from autograder.isolation.messages import Answer, Frame

_WAYS = 16
"""Ways of passing one test that are kept: the first, which are the commonest."""


@dataclass(slots=True)
class _Step:
    """A question, and by digest of its answer what comes next: another question, or None for the end."""

    question: Frame
    then: dict[bytes, _Step | None] = field(default_factory=dict)


class Passed:
    """The ways in which one test has been passed so far."""

    def __init__(self) -> None:
        self._first: _Step | None = None
        self._ways = 0
        self._questions: dict[Frame, Frame] = {}
        """One of each: most tests ask the same whatever was answered before."""

    def again(self, worker: Worker, seconds: float | None = None) -> bool:
        """Ask a submission what the test asks; say whether it passes as another has before.

        When it does not, the worker keeps the answers for the test's own calls.
        """
        step, heard = self._first, []
        while step is not None:
            exchange = worker.ask(step.question, seconds)
            heard.append(exchange)
            digest = exchange.answer.digest() if isinstance(exchange.answer, Answer) else b""
            if digest not in step.then:
                worker.told.extend(heard)
                return False
            step = step.then[digest]
        return bool(heard)

    def learn(self, heard: Sequence[Exchange]) -> None:
        """Keep what a submission was asked that has passed, and what it answered.

        Not kept is what holds more than values (what an exception means depends on the submission's text),
        and questions of many bytes.
        """
        answers = [exchange.answer for exchange in heard]
        small = all(isinstance(exchange.question.payload, bytes) for exchange in heard)
        if not heard or not small or self._ways >= _WAYS:
            return
        if not all(isinstance(a, Answer) and a.read()[0].is_value for a in answers):
            return
        if self._first is None:
            self._first = self._step(heard[0].question)
        step = self._first
        for exchange, following in zip(heard, [*heard[1:], None], strict=True):
            if step.question != exchange.question or isinstance(exchange.answer, SubmissionError):
                return  # a test that does not always ask the same
            digest = exchange.answer.digest()
            if following is None:
                step.then[digest] = None
                break
            after = step.then.setdefault(digest, self._step(following.question))
            if after is None:
                return
            step = after
        self._ways += 1

    def _step(self, question: Frame) -> _Step:
        return _Step(self._questions.setdefault(question, question))
