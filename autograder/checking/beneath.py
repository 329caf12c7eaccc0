"""What a student's function stands on: functions of other exercises whose own tests have failed in this run.

For public tests. A mistake made early shows in everything that is built on it, where it cannot be found.
"""

from __future__ import annotations

from autograder.checking.reaching import reachable
from autograder.checking.run import Run
from autograder.checking.runners import InProcess
from autograder.model import Verdict

_WRONG = (Verdict.WRONG, Verdict.RAISED, Verdict.TIMED_OUT)


def first_to_mend(run: Run, function: str) -> str:
    """Return a sentence on a function that `function` uses and that fails tests of its own; else nothing."""
    if not isinstance(run.runner, InProcess) or run.current is None:
        return ""
    own = run.current.exercise
    failed: dict[str, str] = {}
    for test, outcome in run.outcomes.items():
        exercise = run.places[test].exercise
        if outcome.verdict in _WRONG and exercise.name != own.name:
            failed |= dict.fromkeys(set(exercise.functions) - set(own.functions), exercise.name)
    if not failed:
        return ""
    source = run.runner.source
    used = reachable(function, (source.text, source.harness or "")) - {function}
    found = next((name for name in failed if name in used), "")
    if not found:
        return ""
    where = "" if found == failed[found] else f" (exercise {failed[found]})"
    return f"{found}, which is used here, fails tests of its own{where}: mend it before you look for more"
