"""What a student's function stands on: functions of other exercises whose own tests have failed in this run.

For public tests. A mistake made early shows in everything that is built on it, where it cannot be found.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import CodeType, FunctionType
from typing import Any

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
    program = run.runner.program()
    used = _used(function, {**vars(program.module), **program.harness})
    found = next((name for name in failed if name in used), "")
    if not found:
        return ""
    where = "" if found == failed[found] else f" (exercise {failed[found]})"
    return f"{found}, which is used here, fails tests of its own{where}: mend it before you look for more"


def _used(function: str, names: dict[str, Any]) -> set[str]:
    """Return the names that a function or class uses, directly or not, as its code spells them."""
    seen: set[str] = set()
    todo = [function]
    while todo:
        value = names.get(todo.pop())
        new = {name for code in _codes(value) for name in code.co_names} - seen
        seen |= new
        todo += new
    return seen


def _codes(value: Any) -> Iterator[CodeType]:
    """Yield the code of a function or of a class's methods, and of what is defined inside."""
    if isinstance(value, type):
        todo = [one.__code__ for one in vars(value).values() if isinstance(one, FunctionType)]
    else:
        todo = [value.__code__] if isinstance(value, FunctionType) else []
    while todo:
        code = todo.pop()
        yield code
        todo += [inner for inner in code.co_consts if isinstance(inner, CodeType)]
