"""Further calls of a student's function, to see what an argument of a wrong answer does.

What is said was tried: without the option the answer stays the same, or with another value it would be right.
"""

from __future__ import annotations

import inspect
import io
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from itertools import combinations
from typing import Any

import numpy as np

from autograder.checking.compare import differences
from autograder.checking.runners import Called, InProcess
from autograder.checking.wording import number
from autograder.isolation.rebuilding import copy

SLOW = 0.5
"""Seconds of a call that is not made again."""
LONG = 1.0
"""Seconds after which nothing more is tried."""
MOST = 3
"""Where more changes than these make an answer right, they are accidents of the numbers."""
MOST_VALUES = 20_000
"""Calls with a larger array are not made again with it changed."""


def tried(runner: object, call: Called, expected: Any, part: Any = None) -> str:
    """Return what further calls show about the arguments of `call`; empty when nothing.

    Parameters
    ----------
    expected : value
        What its result, or the part of it that was compared, should have been; None when that is not known.
    part : int or str or None
        The index or key of that part; None for the whole result.
    """
    if not isinstance(runner, InProcess) or call.watch or call.error or call.cpu_seconds > SLOW:
        return ""
    again = _Again(runner, call, part)
    for name, given in again.named.items():
        default = _default(runner, call, name)
        if _counts(given) and default is not _NONE and not _is_same(given, default):
            wanted = expected if type(given) is bool else None
            if again.agrees({name: default}, again.before, besides=wanted):
                return f"without `{name}` the answer is the same: is it used?"
    for name, value in again.named.items():
        if type(value) is not float or not np.isfinite(value) or abs(value) < 1 or value == int(value):
            continue
        whole = float(int(value))  # a number that need not matter gives the same with others, too
        if again.agrees({name: whole}, again.before) and not again.agrees({name: whole + 1}, again.before):
            return f"with {number(whole)} in the place of `{name}`, {number(value)}, the answer is the same"
    if expected is None:
        return ""
    # so few answers are possible where one whole number is asked for that many a float gives it by accident
    floats = type(expected) not in (bool, int)
    ways = (*_changes(again.named, floats), *_exchanges(again.named))
    found = [words for changes, words in ways if again.agrees(changes, expected)]
    if not found or len(found) > MOST:
        return ""
    return f"with {' or with '.join(found)} it would be right"


_NONE = object()
"""In the place of a default that is not there, or not known."""


class _Again:
    """Makes a call again with some of its arguments changed."""

    def __init__(self, runner: InProcess, call: Called, part: Any) -> None:
        self.runner, self.call, self.part = runner, call, part
        self.names = _names(runner, call)[: len(call.args)]
        self.named = {**dict(zip(self.names, call.args, strict=False)), **call.kwargs}
        self.before = self._part_of(call.result)
        self.end = time.monotonic() + LONG

    def _part_of(self, result: Any) -> Any:
        return result if self.part is None else result[self.part]

    def agrees(self, changes: dict[str, Any], wanted: Any, besides: Any = None) -> bool:
        """Say whether a call with other arguments gives `wanted`, or its parts where `besides` differs."""
        if time.monotonic() > self.end:
            return False
        args = [changes.get(n, v) for n, v in zip(self.names, self.call.args, strict=False)]
        args += self.call.args[len(args) :]
        kwargs = {name: changes.get(name, value) for name, value in self.call.kwargs.items()}
        try:
            mine = copy((tuple(args), kwargs), layout=True)
            with _unheard():
                result = copy(self.runner.program().call(self.call.function, *mine, seed=self.call.seed))
            return all(_same(a, b) for a, b in _parts(self._part_of(result), wanted, besides))
        except (Exception, SystemExit):  # noqa: BLE001 (the call may well fail so; then nothing is said)
            return False


@contextmanager
def _unheard() -> Iterator[None]:
    """Keep what further calls print or warn of from standing beside what the test's own call did."""
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _counts(value: Any) -> bool:
    """Say whether an option is one that makes a difference; many a number, such as a momentum, need not."""
    return type(value) in (bool, str) or (type(value) in (int, float) and value == 0)


def _changes(named: dict[str, Any], floats: bool) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield what one argument may have been mistaken for, each with words for it."""
    for name, value in named.items():
        for other, words in _others(name, value) if floats or type(value) is not float else ():
            told = f", {number(value)}," if type(value) in (int, float) else ""
            yield {name: other}, f"{words} in the place of `{name}`{told}".rstrip(",") + "," * bool(told)
        if isinstance(value, np.ndarray) and 1 < value.size <= MOST_VALUES:
            if value.dtype.kind == "b" and value.any() and not value.all():
                yield {name: ~value}, f"True and False exchanged in `{name}`"
            if value.ndim == 2 and value.shape[0] == value.shape[1] and not (value == value.T).all():
                yield {name: value.T.copy()}, f"`{name}` transposed"
            for axis in range(min(value.ndim, 3)):
                if value.shape[axis] > 2 and not (value == np.flip(value, axis)).all():
                    yield {name: np.flip(value, axis).copy()}, f"`{name}` backwards along axis {axis}"
            if value.ndim > 2 and not (value == np.flip(value, (-2, -1))).all():
                yield {name: np.flip(value, (-2, -1)).copy()}, f"`{name}` turned by 180 degrees"
            if value.dtype.kind in "iu" and value.dtype != np.int64:
                yield {name: value.astype(np.int64)}, f"int64 in the place of {value.dtype} in `{name}`"


def _others(name: str, value: Any) -> Iterator[tuple[Any, str]]:
    """Yield the values that a number may have been mistaken for."""
    if type(value) is float and 0 < value < 1:
        yield 1 - value, f"1 - `{name}`"
    if type(value) is float and value > 0 and value != 1:
        yield 1 / value, f"1 / `{name}`"
        yield value**2, f"the square of `{name}`"
        yield value**0.5, f"the root of `{name}`"
    if type(value) is float and value != 0:
        yield -value, f"-`{name}`"
    if type(value) is int:
        yield value + 1, f"`{name}` + 1"
        yield value - 1, f"`{name}` - 1"


def _exchanges(named: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield pairs of arrays that may stand in each other's place."""
    arrays = [(n, v) for n, v in named.items() if isinstance(v, np.ndarray) and 1 < v.size <= MOST_VALUES]
    for (one, a), (two, b) in combinations(arrays, 2):
        if a.shape == b.shape and a.dtype == b.dtype and not (a == b).all():
            yield {one: b, two: a}, f"`{one}` and `{two}` exchanged"


def _same(a: Any, b: Any) -> bool:
    return next(iter(differences(a, b)), None) is None


def _parts(result: Any, wanted: Any, expected: Any) -> list[tuple[Any, Any]]:
    tuples = all(type(value) is tuple for value in (result, wanted, expected))
    if tuples and len(result) == len(wanted) == len(expected):
        wrong = [i for i in range(len(wanted)) if not _same(wanted[i], expected[i])]
        return [(result[i], wanted[i]) for i in wrong]
    return [(result, wanted)]


def _names(runner: InProcess, call: Called) -> list[str]:
    """Return the names of the parameters that can be told by their place."""
    program = runner.program()
    driver = program.harness.get(call.function)
    try:
        found = inspect.signature(driver or vars(program.module)[call.function]).parameters.values()
    except (KeyError, TypeError, ValueError):
        return []
    names = []
    for one in list(found)[1 if driver else 0 :]:
        if one.kind not in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD):
            break
        names.append(one.name)
    return names


def _default(runner: InProcess, call: Called, name: str) -> Any:
    """Return the value an argument has when it is left out."""
    try:
        function = vars(runner.program().module)[call.function.removesuffix("_twice")]
        default = inspect.signature(function).parameters[name].default
    except (KeyError, TypeError, ValueError):
        return _NONE
    return _NONE if default is inspect.Parameter.empty else default


def _is_same(given: Any, default: Any) -> bool:
    plain = (bool, int, float, str)
    return given is default or (type(given) in plain and type(default) in plain and bool(given == default))
