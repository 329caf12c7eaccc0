"""What became of one test, as a noun: verdict, message, and the mistake behind it.

What a test's end means is decided in `judging`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from autograder.checking.mistakes import Mistake
from autograder.model import Verdict

NOT_RUN = "not run: "
"""How the message of a test opens that was left out because of earlier ones."""
NOT_TIMED = "not timed: "
"""How the message of a speed test opens whose exercise is not right."""
AT_IMPORT = "the file cannot be imported"
"""How the message of a test opens whose submission could not be loaded."""


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
