"""Compare a submission's answer with the expected one, and say what differs in a few lines.

In this order: structure, exact type, shape, dtype, finiteness, values. Nothing is broadcast, so a wrong
shape never passes. How strictly is in `tolerance`; how values are compared once the shapes agree, in
`elementwise`.

Both sides are plain data by the time they come here; no method of a student's object is ever called.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograder.checking.elementwise import compare_values
from autograder.checking.mismatch import Difference
from autograder.checking.tolerance import DEFAULT_RULE, Rule
from autograder.checking.wording import plural
from autograder.isolation.values import Array, describe_type, is_tensor

NUMBERS = (bool, int, float, complex)


def differences(
    actual: Any, expected: Any, rule: Rule = DEFAULT_RULE, path: str = ""
) -> Iterator[Difference]:
    """Yield what differs, the first difference of each part."""
    actual, expected = plain_scalar(actual), plain_scalar(expected)
    kind = type(expected)
    if kind in (list, tuple, dict):
        yield from _containers(actual, expected, rule, path)
    elif is_array(expected):
        yield from _arrays(actual, expected, rule, path)
    elif kind in NUMBERS:
        yield from _numbers(actual, expected, rule, path)
    elif type(actual) is not kind:
        yield Difference(
            "type", f"{at(path)}it is {describe_type(actual)}, expected {describe_type(expected)}"
        )
    elif actual != expected:
        yield Difference("values", f"{at(path)}it differs", f"{at(path)}{actual!r}, expected {expected!r}")


def at(path: str) -> str:
    """Say where in a container: ``in [1]: ``."""
    return f"in {path}: " if path else ""


def _containers(actual: Any, expected: Any, rule: Rule, path: str) -> Iterator[Difference]:
    if type(actual) is not type(expected):
        yield Difference(
            "type", f"{at(path)}it is {describe_type(actual)}, expected {describe_type(expected)}"
        )
    elif type(expected) is dict:
        for key in [key for key in expected if key not in actual]:
            yield Difference("structure", f"{at(path)}the key {key!r} is missing")
        extra = [key for key in actual if key not in expected]
        if extra:  # what they are is the submission's word, and there may be very many
            text = f"{at(path)}it has {plural(len(extra), 'key')} too many"
            yield Difference("structure", text, f"{text}, such as {str(extra[0])[:40]!r}")
        for key in [key for key in expected if key in actual]:
            yield from differences(actual[key], expected[key], rule, f"{path}[{key!r}]")
    elif len(actual) != len(expected):
        yield Difference("structure", f"{at(path)}it has {len(actual)} items, expected {len(expected)}")
    elif all(type(item) in (*NUMBERS, str) for item in expected) and len(expected) > 4:
        yield from _sequence(actual, expected, rule, path)
    else:
        for i, (mine, right) in enumerate(zip(actual, expected, strict=True)):
            yield from differences(mine, right, rule, f"{path}[{i}]")


def _sequence(actual: Any, expected: Any, rule: Rule, path: str) -> Iterator[Difference]:
    """Compare long sequences of numbers or words, telling the first that differs and how many."""
    wrong = [
        (i, difference)
        for i, (mine, right) in enumerate(zip(actual, expected, strict=True))
        for difference in differences(mine, right, rule, f"{path}[{i}]")
    ]
    if wrong:
        _, first = wrong[0]
        count = f" ({len(wrong)} of {len(expected)} differ)"
        yield Difference(first.aspect, first.text + count, first.detail and first.detail + count)


def _numbers(actual: Any, expected: Any, rule: Rule, path: str) -> Iterator[Difference]:
    """Compare Python numbers; an array of shape () does as well as a number."""
    if is_array(actual) and to_numpy(actual).shape == ():
        actual = to_numpy(actual).item()
    if type(actual) not in NUMBERS or (type(actual) is bool) != (type(expected) is bool):
        yield Difference(
            "type", f"{at(path)}it is {describe_type(actual)}, expected {describe_type(expected)}"
        )
    elif type(expected) in (bool, int):
        if actual != expected:
            yield Difference("values", f"{at(path)}it differs", f"{at(path)}{actual}, expected {expected}")
    else:
        for found in compare_values(np.asarray(actual), np.asarray(expected), rule):
            yield Difference(found.aspect, at(path) + found.text, found.detail and at(path) + found.detail)


def _arrays(actual: Any, expected: Any, rule: Rule, path: str) -> Iterator[Difference]:
    if type(actual) in NUMBERS and to_numpy(expected).shape == ():
        actual = np.asarray(actual)
    if not is_array(actual) or (type(actual) is np.ndarray) != (type(expected) is np.ndarray):
        yield Difference(
            "type", f"{at(path)}it is {describe_type(actual)}, expected {describe_type(expected)}"
        )
        return
    mine, right = to_numpy(actual), to_numpy(expected)
    if mine.shape != right.shape:
        yield Difference("shape", f"{at(path)}it is {_shape(mine)}, expected {_shape(right)}")
        return
    if rule.dtype and mine.dtype != right.dtype:
        yield Difference("dtype", f"{at(path)}it is {mine.dtype}, expected {right.dtype}")
        return
    for found in compare_values(mine, right, rule):
        yield Difference(found.aspect, at(path) + found.text, found.detail and at(path) + found.detail)


def is_array(value: Any) -> bool:
    """Say whether a value is exactly a numpy array or a torch tensor."""
    return type(value) is np.ndarray or is_tensor(value)


def to_numpy(value: Any) -> Array:
    """Return an array or tensor as an array."""
    array: Array = value.detach().cpu().numpy() if is_tensor(value) else value
    return array


def plain_scalar(value: Any) -> Any:
    """Turn numpy's scalars into arrays of shape (), so that either will do."""
    return np.asarray(value) if isinstance(value, np.generic) else value


def _shape(array: Array) -> str:
    return f"[{', '.join(str(n) for n in array.shape)}]"
