"""What the end of a test means: verdicts, and messages for hidden and for public tests."""

from pathlib import Path

import pytest
from running import hidden_run, place

from autograder.checking.charging import settle_hints
from autograder.checking.judging import judge
from autograder.checking.mismatch import Difference, Mismatch
from autograder.checking.outcomes import TimedOutError
from autograder.checking.run import Run
from autograder.checking.runners import ImportFailedError, InProcess
from autograder.isolation.failures import IsolationError, SubmissionError
from autograder.isolation.messages import Failure
from autograder.model import Verdict


@pytest.fixture
def hidden() -> Run:
    """Give a run of a hidden suite in which f was called once."""
    return hidden_run()


def ended(run: Run, error: BaseException | None) -> tuple[Verdict, str]:
    outcome = judge(run, place("test_one"), error, 0.5)
    return outcome.verdict, outcome.message


CALL = "f(secret: float64[1])"


@pytest.mark.parametrize(
    ("error", "verdict", "message"),
    [
        (None, Verdict.PASSED, ""),
        (
            Mismatch([Difference("values", "it differs", "1, expected 1234.5")]),
            Verdict.WRONG,
            f"{CALL} differs from the reference\n  values   it differs",
        ),
        (AssertionError("rows should sum to one"), Verdict.WRONG, f"{CALL}: rows should sum to one"),
        (AssertionError("a sentence\nassert 1 == 2"), Verdict.WRONG, f"{CALL}: a sentence"),
        (AssertionError(), Verdict.WRONG, f"{CALL}: the answer is not what the handout asks for"),
        (SubmissionError(Verdict.CRASHED, sentence="it ended"), Verdict.CRASHED, f"{CALL}: it ended"),
        (
            SubmissionError(Verdict.RAISED, Failure("ValueError", "ValueError", "1234.5", 3, "submission")),
            Verdict.RAISED,
            f"{CALL} raised ValueError on line 3 of mine.py",
        ),
        (
            SubmissionError(
                Verdict.RAISED,
                Failure("ValueError", "ValueError", "operands could not be broadcast 1234.5", 3, ""),
            ),
            Verdict.RAISED,
            f"{CALL} raised ValueError on line 3 of mine.py: the shapes of two arrays do not fit together",
        ),
        (
            SubmissionError(
                Verdict.RAISED,
                Failure("TypeError", "TypeError", "f has to return a tuple of three", None, "harness"),
            ),
            Verdict.RAISED,
            f"{CALL} raised TypeError: f has to return a tuple of three",
        ),
        (SubmissionError(Verdict.NOT_IMPLEMENTED), Verdict.NOT_IMPLEMENTED, "not implemented yet"),
        (TimedOutError("was still running"), Verdict.TIMED_OUT, f"{CALL} was still running"),
        (ImportFailedError("no file"), Verdict.RAISED, "no file"),
        (NameError("typo"), Verdict.GRADER_ERROR, "NameError: typo"),
        (IsolationError("no zygote"), Verdict.GRADER_ERROR, "IsolationError: no zygote"),
    ],
)
def test_each_end_has_its_verdict_and_sentence(hidden, error, verdict, message):
    """Passing, differing, raising, crashing and our own faults are told apart, in our own words."""
    assert (verdict, message) == ended(hidden, error)


def test_a_notebooks_line_is_told_by_its_cell(hidden):
    """Who works in a notebook knows no line of the module that is made of it."""
    raising = Failure("ValueError", "ValueError", "1234.5", 30, "submission")
    error = SubmissionError(Verdict.RAISED, raising)
    error.where = "on line 2 of the cell of grow"
    at_import = SubmissionError(
        Verdict.RAISED,
        Failure("SyntaxError", "SyntaxError", f"never closed ({error.where}) (mine.py, line 30)", 30, ""),
    )
    at_import.where, at_import.at_import = error.where, True

    assert f"{CALL} raised ValueError on line 2 of the cell of grow" == ended(hidden, error)[1]
    assert ended(hidden, at_import)[1].endswith("SyntaxError on line 2 of the cell of grow: never closed")


def test_hidden_messages_repeat_nothing_of_the_students(hidden):
    """Words of an exception could carry the inputs out: neither its text nor a name of its own is shown."""
    for name, text in (("Sum1234", "1234.5"), ("ValueError", "1234.5"), ("ValueError", "secret 1234.5 here")):
        _, message = ended(hidden, SubmissionError(Verdict.RAISED, Failure("ValueError", name, text, 1, "")))

        assert "1234" not in message


def test_public_messages_show_values(hidden):
    """At home nothing is hidden."""
    run = Run(hidden.runner, shows_values=True)
    _, mismatch = ended(run, Mismatch([Difference("values", "it differs", "1, expected 2")]))
    _, raised = ended(
        run, SubmissionError(Verdict.RAISED, Failure("ValueError", "ValueError", "1234.5", 1, ""))
    )

    assert "  values     1, expected 2" in mismatch
    assert "differs from what is expected" in mismatch
    assert "ValueError on line 1: 1234.5" in raised


def test_the_sources_are_small(tmp_path):
    """A run without known mistakes explains nothing and fails nothing."""
    run = Run(InProcess.of(Path(tmp_path / "none.py"), tmp_path / "harness.py"))
    judge(run, place("test_one"), Mismatch([Difference("values", "it differs")]), 0)
    settle_hints(run)

    assert "" == run.outcomes["test_one"].hint
    assert "the answer differs" in run.outcomes["test_one"].message
