"""What became of each test of one submission: verdict, message, and the mistake behind it.

A message for a hidden test holds the call with types and shapes, how large the difference is and where, and
our own sentences. It never holds the test's source, its inputs, expected values, or text of the student's
(an exception's words could carry the inputs out). Messages for public tests show everything.
"""

from __future__ import annotations

import math
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from autograder.checking.mismatch import Mismatch
from autograder.checking.mistakes import Mistake, Mistakes
from autograder.checking.runners import Called, ImportFailedError, InProcess, Remote, describe_call
from autograder.checking.suite import Place
from autograder.checking.unfinished import NOT_YET, unfinished
from autograder.isolation.failures import FailureFields, IsolationError, SubmissionError, bounded
from autograder.model import Verdict

TIMEOUTS_ALLOWED = 2
NOT_RUN = "not run: "
AT_IMPORT = "the file cannot be imported"

# Words in an exception's text that tell what happened, with our sentence for it: the text itself is the
# student's to choose and is never shown for a hidden test.
_KNOWN_TEXTS = (
    ("could not be broadcast", "the shapes of two arrays do not fit together"),
    ("mismatch in its core dimension", "the inner sizes of a matrix product differ"),
    ("not aligned", "the inner sizes of a matrix product differ"),
    ("must be the same", "the shapes of two arrays do not fit together"),
    ("cannot reshape array", "a reshape does not keep the number of values"),
    ("out of bounds", "an index or axis lies outside the array"),
    ("read-only", "it writes into an input array, which is read-only here; work on a copy"),
    ("overflow encountered", "a number grew beyond what its type can hold"),
    ("divide by zero", "a division by zero"),
    ("invalid value encountered", "an operation without a defined result, such as 0/0 or inf - inf"),
    ("truth value of an array", "a whole array was used as a condition"),
    ("maximum recursion depth", "a function calls itself without end"),
    ("not enough values to unpack", "fewer results came back than were unpacked"),
    ("too many values to unpack", "more results came back than were unpacked"),
    ("No module named", "it imports a module that is not there when it is graded"),
    ("can't allocate memory", "it asked for more memory than allowed"),
)


# A worker says in its own words why a result cannot cross; for a hidden test only the kind is repeated.
_RETURNED = "it returned "
_KINDS = (
    "a subclass of numpy.ndarray",
    "an integer beyond 64 bits",
    "a string that is not valid Unicode",
    "containers nested",
    "an array with more than",
    "an array of dtype",
    "a tensor of dtype",
    "more than",
)


def _returned(sentence: str) -> str:
    kind = next((kind for kind in _KINDS if sentence.startswith(_RETURNED + kind)), "an object")
    more = {
        "containers nested": " too deep",
        "an array with more than": " eight dimensions",
        "an array of dtype": " that is no number",
        "a tensor of dtype": " that cannot be compared",
        "more than": " can be taken back",
        "an object": " that is no plain data (numbers, strings, arrays, and containers of them)",
    }
    return _RETURNED + kind + more.get(kind, "")


@dataclass(slots=True)
class Outcome:
    """What became of one test."""

    verdict: Verdict
    message: str = ""
    candidates: list[Mistake] = field(default_factory=list)
    cpu_seconds: float = 0.0
    hint: str = ""
    note: str = ""
    """Further lines for a student at home, beneath the traceback."""
    at_import: bool = False
    """Whether the student's file could not even be imported."""
    has_traceback: bool = False
    """Whether pytest's traceback leads through the student's code, at home."""
    tripped: bool = False
    """Whether the test's own code raised: a fault of the test, unless only this answer makes it do so."""
    ratio: float | None = None
    """Of a speed test: CPU time relative to the reference's."""
    limit: float | None = None


class TimedOutError(BaseException):
    """A student's function at home ran for too long; not an Exception, so that few handlers swallow it."""


@dataclass(slots=True)
class Run:
    """One submission going through one suite.

    Parameters
    ----------
    runner : InProcess or Remote
        The submission.
    reference : InProcess, optional
        For hidden suites.
    mistakes : Mistakes, optional
        Where hints come from.
    shows_values : bool
        Public tests show numbers.
    """

    runner: InProcess | Remote
    reference: InProcess | None = None
    mistakes: Mistakes | None = None
    shows_values: bool = False
    deadline: float = math.inf
    """Time of ``time.monotonic`` after which no further test is run."""
    seed: int = 0
    """What the inputs are drawn from, for the line that makes a call again."""
    told_import: bool = False
    """Whether a test has said already that the file cannot be imported."""
    current: Place | None = None
    """The test being run."""
    with_speed: bool = True
    """Whether speed tests are run."""
    only_until_lost: str = ""
    """A function: its tests go first, no speed test is run, and the first point lost ends the run."""
    earlier: Callable[[Run, Place], Outcome | None] | None = None
    """Asked before each test for what became of it in an earlier run; None when it has to be run."""
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    charged: dict[str, Mistake] = field(default_factory=dict)
    timeouts: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, float] | None = None
    """Ratio and limit of the current test's race that came closest to its limit."""

    def begin(self, place: Place) -> None:
        """Start a test; raises when it is not to be run because of earlier ones."""
        self.runner.calls.clear()
        self.current = place
        self.slowest = None
        if self.reference is not None:
            self.reference.calls.clear()
        name = place.exercise.name
        if time.monotonic() > self.deadline:
            found = f"{NOT_RUN}the submission had already used all of its time"
            raise SubmissionError(Verdict.TIMED_OUT, sentence=found)
        if self.timeouts[name] >= TIMEOUTS_ALLOWED:
            found = f"{NOT_RUN}{TIMEOUTS_ALLOWED} tests of this exercise had already taken too long"
            raise SubmissionError(Verdict.TIMED_OUT, sentence=found)
        if place.is_speed:
            failed = self.failed(name)
            if failed:
                sentence = NOT_YET if failed[0].verdict is Verdict.NOT_IMPLEMENTED else ""
                sentence = sentence or "not timed: the exercise's other tests have to pass first"
                raise SubmissionError(failed[0].verdict, sentence=sentence)

    def failed(self, exercise: str) -> list[Outcome]:
        """Return what did not pass of an exercise so far, speed tests apart."""
        mine = [t for t, p in self.places.items() if p.exercise.name == exercise and not p.is_speed]
        return [self.outcomes[t] for t in mine if self.outcomes[t].verdict is not Verdict.PASSED]

    def keep(self, place: Place, outcome: Outcome) -> None:
        """Take what became of a test from an earlier run of the same submission."""
        if outcome.verdict is Verdict.TIMED_OUT and not outcome.message.startswith(AT_IMPORT):
            self.timeouts[place.exercise.name] += 1
        self.charged.update({mistake.name: mistake for mistake in outcome.candidates})
        self.outcomes[place.test] = outcome
        self.places[place.test] = place

    def raced(self, ratio: float, limit: float) -> None:
        """Note what a race of the current test measured."""
        if self.slowest is None or ratio / limit > self.slowest[0] / self.slowest[1]:
            self.slowest = (ratio, limit)

    def wants(self, place: Place) -> bool:
        """Say whether a test belongs to the run at all."""
        return self.with_speed and not self.only_until_lost if place.is_speed else True

    def order(self, place: Place) -> bool:
        """Return what the tests of a run are sorted by."""
        return bool(self.only_until_lost) and self.only_until_lost not in place.exercise.functions

    def is_decided(self) -> bool:
        """Say whether the remaining tests need not be run."""
        if not self.only_until_lost:
            return False
        return any(outcome.verdict is not Verdict.PASSED for outcome in self.outcomes.values())

    def record(self, place: Place, error: BaseException | None, cpu_seconds: float) -> Outcome:
        """Decide what a test's end means and keep it."""
        outcome = Outcome(Verdict.PASSED) if error is None else self._classify(error)
        outcome.cpu_seconds = cpu_seconds
        if self.slowest is not None:
            outcome.ratio, outcome.limit = self.slowest
        at_import = isinstance(error, SubmissionError) and error.at_import
        # an import that hangs is not tried again, so it says the same for every test
        if outcome.verdict is Verdict.TIMED_OUT and not at_import and not outcome.message.startswith(NOT_RUN):
            self.timeouts[place.exercise.name] += 1
        if self.mistakes is not None and outcome.verdict in (Verdict.WRONG, Verdict.RAISED, Verdict.REFUSED):
            self._explain(place, outcome)
        self.outcomes[place.test] = outcome
        self.places[place.test] = place
        return outcome

    def charge_answer(self, place: Place) -> None:
        """Give a test that tripped over an answer, and does not over the reference's, to the submission."""
        outcome = self.outcomes[place.test]
        outcome.verdict = Verdict.WRONG
        outcome.message = f"{self._call()}: the answer does not have the form the handout asks for"

    def settle_hints(self) -> None:
        """Choose each failed test's hint: the mistake that explains most failures of its exercise."""
        votes: Counter[tuple[str, str]] = Counter()
        for test, outcome in self.outcomes.items():
            votes.update((self.places[test].exercise.name, m.name) for m in outcome.candidates)
        for test, outcome in self.outcomes.items():
            name = self.places[test].exercise.name
            if outcome.candidates:
                best = max(outcome.candidates, key=lambda m: votes[name, m.name])
                outcome.hint = best.hint

    def _explain(self, place: Place, outcome: Outcome) -> None:
        assert self.mistakes is not None  # noqa: S101 (for the type checker)
        found = self.mistakes.matching(self.runner.calls, self.charged) if self.runner.calls else []
        own = [m for m in found if m.functions & set(place.exercise.functions)]
        carried = [m for m in found if m.name in self.charged and m not in own]
        if carried:
            outcome.verdict = Verdict.PASSED
            outcome.message = (
                "right, given the mistake made earlier in "
                f"{', '.join(sorted(carried[0].functions))}: it is not counted twice"
            )
            return
        self.charged.update({m.name: m for m in own})
        outcome.candidates = own
        if own:
            outcome.hint = own[0].hint
        elif found:
            outcome.hint = f"this follows from {', '.join(sorted(found[0].functions))}: {found[0].hint}"

    def _classify(self, error: BaseException) -> Outcome:
        if isinstance(error, SubmissionError):
            return Outcome(error.verdict, self._submission_message(error))
        if self.shows_values and (taught := self._taught(error)) is not None:
            return taught
        if isinstance(error, Mismatch):
            lines = [
                f"  {d.aspect:<9}{(self.shows_values and d.detail) or d.text}" for d in error.differences
            ]
            return Outcome(Verdict.WRONG, "\n".join([f"{self._call()} {self._differs}", *lines]))
        if isinstance(error, TimedOutError):
            return Outcome(Verdict.TIMED_OUT, f"{self._call()} {error}")
        if isinstance(error, ImportFailedError):
            return Outcome(Verdict.RAISED, str(error), at_import=True)
        if isinstance(error, AssertionError):
            text = str(error).split("\nassert ")[0] or "the answer is not what the handout asks for"
            return Outcome(Verdict.WRONG, f"{self._call()}: {text}")
        if isinstance(self.runner, InProcess) and error is self.runner.raised:
            if isinstance(error, NotImplementedError):
                return Outcome(Verdict.NOT_IMPLEMENTED, NOT_YET)
            said = f"{self._call()} raised {type(error).__name__}: {error}"
            return Outcome(Verdict.RAISED, said, has_traceback=True)
        tripped = isinstance(error, Exception) and not isinstance(error, IsolationError)
        return Outcome(Verdict.GRADER_ERROR, f"{type(error).__name__}: {error}", tripped=tripped)

    def _taught(self, error: BaseException) -> Outcome | None:
        """Return what a public test says at home, with numbers and a remark; None for what needs neither."""
        from autograder.checking import explaining

        if isinstance(error, Mismatch):
            return Outcome(Verdict.WRONG, explaining.on_mismatch(self, error))
        if isinstance(error, AssertionError):
            text = str(error).split("\nassert ")[0] or "the answer is not what the handout asks for"
            return Outcome(Verdict.WRONG, explaining.on_assertion(self, text))
        if not isinstance(self.runner, InProcess):
            return None
        if error is not self.runner.raised:
            odd = isinstance(error, LookupError | TypeError | ValueError | AttributeError)
            if not odd or not self.runner.calls or isinstance(error, IsolationError):
                return None
            text = f"the test cannot go on with what came back: {type(error).__name__}: {error}"
            return Outcome(Verdict.WRONG, explaining.on_assertion(self, text))
        own = self.current.exercise.functions if self.current is not None else ()
        if (missing := unfinished(self.runner, error, own)) is not None:
            return Outcome(Verdict.NOT_IMPLEMENTED, missing)
        said = f"{self._call()} raised {type(error).__name__}: {bounded(str(error), 300)}"
        note = explaining.on_exception(self, error)
        if isinstance(error, RecursionError):
            return Outcome(Verdict.RAISED, f"{said}\n{note}")
        return Outcome(Verdict.RAISED, said, note=note, has_traceback=True)

    @property
    def _differs(self) -> str:
        return "differs from the reference" if self.reference is not None else "differs from what is expected"

    def _call(self) -> str:
        if not self.runner.calls:
            return "the answer"
        call: Called = self.runner.calls[-1]
        return describe_call(call, self._parameters(call), values=self.shows_values)

    def sizes(self, call: Called) -> str:
        """Name the types and shapes of a call's arguments, without values."""
        return describe_call(call, self._parameters(call), values=False)[len(call.function) + 1 : -1]

    def _parameters(self, call: Called) -> list[str]:
        teller = self.runner if isinstance(self.runner, InProcess) else self.reference
        return teller.parameters(call.function) if teller is not None else []

    def _submission_message(self, error: SubmissionError) -> str:
        if error.verdict is Verdict.NOT_IMPLEMENTED:
            return NOT_YET
        if error.verdict is Verdict.TOO_SLOW:
            return error.sentence
        failure = error.failure
        if error.at_import:
            # nothing hidden has reached the process yet, so its words may be shown
            if failure is None:
                return f"{AT_IMPORT}: {error.sentence}"
            line = f" on line {failure.line}" if failure.line else ""
            text = re.sub(r" \(\w+\.py, line \d+\)$", "", bounded(failure.text, 200))
            return f"{AT_IMPORT}: {failure.kind}{line}: {text}"
        if failure is None:
            if error.sentence.startswith(_RETURNED) and not self.shows_values:
                return f"{self._call()}: {_returned(error.sentence)}"
            return error.sentence if not self.runner.calls else f"{self._call()}: {error.sentence}"
        return f"{self._call()} {self._raised(failure)}"

    def _raised(self, failure: FailureFields) -> str:
        kind = failure.kind if failure.name == failure.kind else f"an error (a {bounded(failure.kind, 40)})"
        line = f" on line {int(failure.line)}" if failure.line else ""
        source = self.reference.source if self.reference is not None else None
        harness = source.harness if source is not None else None
        if self.shows_values:
            return f"raised {kind}{line}: {bounded(failure.text, 300)}"
        if harness is not None and len(failure.text) > 15 and failure.text in harness:
            return f"raised {kind}: {failure.text}"
        said = next((ours for words, ours in _KNOWN_TEXTS if words in failure.text), "")
        file = f" of {Path(source.file).name}" if source is not None and line else ""
        return f"raised {kind}{line}{file}{': ' if said else ''}{said}"
