"""What a test's end means: its verdict and the message that goes with it.

A message for a hidden test holds the call with types and shapes, how large the difference is and where, and
our own sentences. It never holds the test's source, its inputs, expected values, or text of the student's
(an exception's words could carry the inputs out). Messages for public tests show everything.
"""

from __future__ import annotations

from autograder.checking.charging import charge
from autograder.checking.failure_messages import NO_CALL, submission_message
from autograder.checking.mismatch import Mismatch
from autograder.checking.outcomes import Outcome, TimedOutError
from autograder.checking.run import Run
from autograder.checking.runners import ImportFailedError, InProcess
from autograder.checking.suite import Place
from autograder.checking.unfinished import NOT_YET, no_function, unfinished
from autograder.isolation.failures import IsolationError, SubmissionError, bounded
from autograder.model import Verdict


def judge(run: Run, place: Place, error: BaseException | None, cpu_seconds: float) -> Outcome:
    """Decide what a test's end means and keep it in the run."""
    outcome = Outcome(Verdict.PASSED) if error is None else _classify(run, error)
    outcome.cpu_seconds = cpu_seconds
    if run.slowest is not None:
        outcome.ratio, outcome.limit = run.slowest
    if outcome.verdict in (Verdict.WRONG, Verdict.RAISED, Verdict.REFUSED):
        charge(run, place, outcome)
    run.record(place, error, outcome)
    return outcome


def charge_answer(run: Run, place: Place) -> None:
    """Give a test that tripped over an answer, and does not over the reference's, to the submission."""
    outcome = run.outcomes[place.test]
    outcome.verdict = Verdict.WRONG
    outcome.message = f"{_call(run)}: the answer does not have the form the handout asks for"


def _classify(run: Run, error: BaseException) -> Outcome:
    if isinstance(error, SubmissionError):
        return Outcome(error.verdict, _failed(run, error))
    if run.shows_values and (taught := _taught(run, error)) is not None:
        return taught
    if isinstance(error, Mismatch):
        lines = [f"  {d.aspect:<9}{(run.shows_values and d.detail) or d.text}" for d in error.differences]
        return Outcome(Verdict.WRONG, "\n".join([f"{_call(run)} {_differs(run)}", *lines]))
    if isinstance(error, TimedOutError):
        return Outcome(Verdict.TIMED_OUT, f"{_call(run)} {error}")
    if isinstance(error, ImportFailedError):
        return Outcome(Verdict.RAISED, str(error), at_import=True)
    if isinstance(error, AssertionError):
        text = str(error).split("\nassert ")[0] or "the answer is not what the handout asks for"
        return Outcome(Verdict.WRONG, f"{_call(run)}: {text}")
    if isinstance(run.runner, InProcess) and error is run.runner.raised:
        if isinstance(error, NotImplementedError):
            return Outcome(Verdict.NOT_IMPLEMENTED, NOT_YET)
        said = f"{_call(run)} raised {type(error).__name__}: {error}"
        return Outcome(Verdict.RAISED, said, has_traceback=True)
    tripped = isinstance(error, Exception) and not isinstance(error, IsolationError)
    return Outcome(Verdict.GRADER_ERROR, f"{type(error).__name__}: {error}", tripped=tripped)


def _taught(run: Run, error: BaseException) -> Outcome | None:
    """Return what a public test says at home, with numbers and a remark; None for what needs neither."""
    from autograder.checking import causes, explaining

    if isinstance(error, Mismatch):
        return Outcome(Verdict.WRONG, explaining.on_mismatch(run, error))
    if isinstance(error, AssertionError):
        text = str(error).split("\nassert ")[0] or "the answer is not what the handout asks for"
        return Outcome(Verdict.WRONG, explaining.on_assertion(run, text))
    if not isinstance(run.runner, InProcess):
        return None
    if error is not run.runner.raised:
        odd = isinstance(error, LookupError | TypeError | ValueError | AttributeError)
        if not odd or not run.runner.calls or isinstance(error, IsolationError):
            return None
        text = f"the test cannot go on with what came back: {type(error).__name__}: {error}"
        return Outcome(Verdict.WRONG, explaining.on_assertion(run, text))
    own = run.current.exercise.functions if run.current is not None else ()
    if (missing := unfinished(run.runner, error, own)) is not None:
        return Outcome(Verdict.NOT_IMPLEMENTED, missing)
    if (taken := no_function(run.runner, error)) is not None:
        return Outcome(Verdict.RAISED, taken)
    said = f"{_call(run)} raised {type(error).__name__}: {bounded(str(error), 300)}"
    note = explaining.on_exception(run, error)
    # a traceback that leads through the test alone says less than the sentence
    if isinstance(error, RecursionError) or causes.line_of(error, run.runner) is None:
        return Outcome(Verdict.RAISED, f"{said}\n{note}".rstrip())
    return Outcome(Verdict.RAISED, said, note=note, has_traceback=True)


def _differs(run: Run) -> str:
    return "differs from the reference" if run.reference is not None else "differs from what is expected"


def _call(run: Run) -> str:
    return run.last_call() or NO_CALL


def _failed(run: Run, error: SubmissionError) -> str:
    reference = run.reference.source if run.reference is not None else None
    return submission_message(error, run.last_call, reference, shows_values=run.shows_values)
