"""Further calls of a student's function, to see what an option of a wrong answer does.

What is said was tried: without the option the answer stays the same, or with another value it would be right.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from autograder.checking.compare import differences
from autograder.checking.runners import Called, InProcess
from autograder.checking.wording import number
from autograder.isolation.rebuilding import copy

SLOW = 0.5
"""Seconds of a call that is not made again."""


def tried(runner: object, call: Called, expected: Any) -> str:
    """Return what further calls show about the options of `call`; empty when nothing.

    `expected` is what its whole result should have been; None when that is not known.
    """
    if not isinstance(runner, InProcess) or call.watch or call.error or call.cpu_seconds > SLOW:
        return ""
    for name, given in call.kwargs.items():
        if _counts(given) and not _is_default(runner, call, name):
            kwargs = {key: value for key, value in call.kwargs.items() if key != name}
            if _agrees(runner, call, kwargs, expected if type(given) is bool else None, call.result):
                return f"without `{name}` the answer is the same: is it used?"
    if expected is not None:
        for name, value in call.kwargs.items():
            for other, words in _others(name, value):
                if _agrees(runner, call, {**call.kwargs, name: other}, None, expected):
                    return f"with {words} in the place of `{name}`, {number(value)}, it would be right"
    return ""


def _counts(value: Any) -> bool:
    """Say whether an option is one that makes a difference; many a number, such as a momentum, need not."""
    return type(value) in (bool, str) or (type(value) in (int, float) and value == 0)


def _others(name: str, value: Any) -> Iterator[tuple[Any, str]]:
    """Yield the values that an option may have been mistaken for."""
    if type(value) is float and 0 < value < 1:
        yield 1 - value, f"1 - `{name}`"
    if type(value) is float and value > 0 and value != 1:
        yield 1 / value, f"1 / `{name}`"
    if type(value) is int:
        yield value + 1, f"`{name}` + 1"
        yield value - 1, f"`{name}` - 1"


def _agrees(runner: InProcess, call: Called, kwargs: dict[str, Any], expected: Any, wanted: Any) -> bool:
    """Say whether a call with other options gives `wanted`, or its parts where `expected` differs."""
    args, options = copy((call.args, kwargs), layout=True)
    try:
        result = copy(runner.program().call(call.function, args, options, seed=call.seed))
        return all(_same(a, b) for a, b in _parts(result, wanted, expected))
    except Exception:  # noqa: BLE001 (the call may well fail so; then nothing is said)
        return False


def _same(a: Any, b: Any) -> bool:
    return next(iter(differences(a, b)), None) is None


def _parts(result: Any, wanted: Any, expected: Any) -> list[tuple[Any, Any]]:
    tuples = all(type(value) is tuple for value in (result, wanted, expected))
    if tuples and len(result) == len(wanted) == len(expected):
        wrong = [i for i in range(len(wanted)) if not _same(wanted[i], expected[i])]
        return [(result[i], wanted[i]) for i in wrong]
    return [(result, wanted)]


def _is_default(runner: InProcess, call: Called, name: str) -> bool:
    """Say whether an option has the value it would have anyway; when in doubt, it has."""
    try:
        function = vars(runner.program().module)[call.function.removesuffix("_twice")]
        default = inspect.signature(function).parameters[name].default
    except (KeyError, TypeError, ValueError):
        return True
    given = call.kwargs[name]
    if given is default or default is inspect.Parameter.empty:
        return True
    plain = (bool, int, float, str)
    return type(given) in plain and type(default) in plain and bool(given == default)
