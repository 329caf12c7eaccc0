"""Remarks on answers that are a short formula of the arguments, another one than asked for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

import numpy as np

from autograder.checking.remarks.answer import Answer
from autograder.isolation.values import Array


def made_of(a: Answer) -> Iterator[str]:
    """Say which short formula of one or two arguments the answer is, value by value."""
    if not a.is_telling or a.mine.dtype.kind == "c" or a.mine.size < 3:
        return
    arrays = [
        (f"`{name}`", value.astype(np.float64))
        for name, value in a.given.arrays
        if value.shape == a.mine.shape and value.dtype.kind == "f" and np.unique(value).size >= 3
    ]
    for name, value in arrays:
        for words, other in _of_one(name, value):
            if _is(a, other):
                yield f"yours is {words}"
                return
    for (one, x), (two, y) in permutations(arrays, 2):
        for words, other in _of_two(one, x, two, y):
            if _is(a, other):
                yield f"yours is {words}"
                return


def _is(a: Answer, other: Array) -> bool:
    return bool(np.isfinite(other).all()) and a.near(a.mine, other)


def _of_one(x: str, value: Array) -> Iterator[tuple[str, Array]]:
    s = 1 / (1 + np.exp(-value))
    yield f"{x}**2", value**2
    yield f"exp({x})", np.exp(value)
    yield f"log({x})", np.log(value)
    yield f"tanh({x})", np.tanh(value)
    yield f"sigmoid({x})", s
    yield f"1 - {x}", 1 - value
    yield f"1 - {x}**2", 1 - value**2
    yield f"{x} * (1 - {x})", value * (1 - value)
    yield f"the slope of sigmoid at {x}", s * (1 - s)
    yield f"the slope of tanh at {x}", 1 - np.tanh(value) ** 2


def _of_two(one: str, x: Array, two: str, y: Array) -> Iterator[tuple[str, Array]]:
    s = 1 / (1 + np.exp(-y))
    yield f"{one} + {two}", x + y
    yield f"{one} - {two}", x - y
    yield f"{one} * {two}", x * y
    yield f"{one} / {two}", x / y
    yield f"{one} * {two}**2", x * y**2
    yield f"{one} * (1 - {two})", x * (1 - y)
    yield f"{one} * (1 - {two}**2)", x * (1 - y**2)
    yield f"{one} * {two} * (1 - {two})", x * y * (1 - y)
    yield f"{one} * ({two} > 0)", x * (y > 0)
    yield f"{one} times the slope of sigmoid at {two}", x * s * (1 - s)
    yield f"{one} times the slope of tanh at {two}", x * (1 - np.tanh(y) ** 2)
    yield f"{one} * exp({two})", x * np.exp(y)
