"""What can go wrong around a submission, told apart: its failures, and ours.

Only names and plain fields: no sockets, no msgspec, so that students' runs may import it.
"""

from __future__ import annotations

import builtins
from typing import Protocol

from autograder.model import Verdict

# by its own name: builtins knows some under several
BUILTIN_ERRORS: dict[type, str] = {
    value: value.__name__
    for value in vars(builtins).values()
    if isinstance(value, type) and issubclass(value, BaseException)
}


class FailureFields(Protocol):
    """An exception as the worker describes it (`messages.Failure`)."""

    @property
    def kind(self) -> str:
        """The built-in exception it is an instance of."""

    @property
    def name(self) -> str:
        """The name of its own type."""

    @property
    def text(self) -> str:
        """What it says: the student's words, never shown for hidden tests."""

    @property
    def line(self) -> int | None:
        """The innermost line in the submission."""

    @property
    def place(self) -> str:
        """``submission``, ``harness`` or nothing."""


class IsolationError(Exception):
    """The machinery around a submission failed: a grader error, never the student's."""


class SubmissionError(Exception):
    """What a submission did instead of returning a plain value.

    Parameters
    ----------
    verdict : Verdict
        What becomes of the test.
    failure : FailureFields, optional
        The exception that was raised in the worker.
    sentence : str
        In our words, safe to show.
    """

    def __init__(self, verdict: Verdict, failure: FailureFields | None = None, sentence: str = "") -> None:
        super().__init__(sentence or (f"{failure.name}: {failure.text}" if failure else str(verdict)))
        self.verdict = verdict
        self.failure = failure
        self.sentence = sentence
        self.at_import = False
        self.where = ""
        """Where it was raised, for a submission that was a notebook and is a module now."""


def bounded(text: str, length: int = 120) -> str:
    """Make text from a worker harmless: printable, one line, short."""
    line = "".join(c if c.isprintable() else " " for c in text[: 4 * length])
    return line if len(line) <= length else line[: length - 1] + "…"
