"""What a failure of the submission's side says: for hidden tests a sentence of ours that gives nothing away.

For a hidden test it never holds text of the student's, since an exception's words could carry the inputs out;
at home everything is shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from autograder.checking.outcomes import AT_IMPORT
from autograder.checking.unfinished import NOT_YET
from autograder.isolation.failures import FailureFields, SubmissionError, bounded
from autograder.isolation.loading import Source
from autograder.model import Verdict

NO_CALL = "the answer"
"""What a message is about when a test has called nothing."""

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


def submission_message(
    error: SubmissionError,
    last_call: Callable[[], str | None],
    reference: Source | None,
    *,
    shows_values: bool,
) -> str:
    """Say how a submission failed.

    Parameters
    ----------
    error : SubmissionError
        What it did.
    last_call : callable
        Describes its last call, with types and shapes; gives None when the test has made none.
    reference : Source, optional
        Of a hidden suite, whose harness may speak to students.
    shows_values : bool
        Whether text of the submission may be repeated.
    """
    if error.verdict is Verdict.NOT_IMPLEMENTED:
        return NOT_YET
    if error.verdict is Verdict.TOO_SLOW:
        return error.sentence
    failure = error.failure
    if error.at_import:
        # nothing hidden has reached the process yet, so its words may be shown
        if failure is None:
            return f"{AT_IMPORT}: {error.sentence}"
        text = re.sub(r" \(\w+\.py, line \d+\)$", "", bounded(failure.text, 200))
        text = text.removesuffix(f" ({error.where})")
        return f"{AT_IMPORT}: {failure.kind}{_place(failure, error.where)}: {text}"
    call = last_call()
    if failure is None:
        if error.sentence.startswith(_RETURNED) and not shows_values:
            return f"{call or NO_CALL}: {_returned(error.sentence)}"
        return error.sentence if call is None else f"{call}: {error.sentence}"
    return f"{call or NO_CALL} {_raised(failure, error.where, reference, shows_values=shows_values)}"


def _raised(failure: FailureFields, where: str, source: Source | None, *, shows_values: bool) -> str:
    kind = failure.kind if failure.name == failure.kind else f"an error (a {bounded(failure.kind, 40)})"
    place = _place(failure, where)
    harness = source.harness if source is not None else None
    if shows_values:
        return f"raised {kind}{place}: {bounded(failure.text, 300)}"
    if harness is not None and len(failure.text) > 15 and failure.text in harness:
        return f"raised {kind}: {failure.text}"
    said = next((ours for words, ours in _KNOWN_TEXTS if words in failure.text), "")
    file = f" of {Path(source.file).name}" if source is not None and place and not where else ""
    return f"raised {kind}{place}{file}{': ' if said else ''}{said}"


def _place(failure: FailureFields, where: str) -> str:
    return f" {where}" if where else f" on line {int(failure.line)}" if failure.line else ""
