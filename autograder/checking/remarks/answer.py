"""One array of an answer beside the expected one, with what the function was given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from autograder.course import Tolerance
from autograder.isolation.values import Array

FAR_CLOSER = 0.05
"""So small a part of an answer's error is left when a remark has explained it."""


def distance(a: Array, b: Array) -> float:
    """Return the largest difference between two arrays of one shape; infinite where only one is finite."""
    with np.errstate(all="ignore"):
        gap = np.where((a == b) | (np.isnan(a) & np.isnan(b)), 0.0, np.abs(a - b))
    return float(np.nan_to_num(gap, nan=np.inf, posinf=np.inf).max(initial=0.0))


@dataclass(frozen=True)
class Given:
    """The arguments of the call: names with arrays or plain numbers, containers taken apart."""

    values: tuple[tuple[str, Any], ...] = ()

    @cached_property
    def arrays(self) -> list[tuple[str, Array]]:
        """Arrays (and tensors, as arrays) with at least one value."""
        found = []
        for name, value in self.values:
            array = value.detach().cpu().numpy() if hasattr(value, "detach") else value
            if isinstance(array, np.ndarray) and array.size:
                found.append((name, array))
        return found

    @cached_property
    def numbers(self) -> list[tuple[str, float]]:
        """Plain numbers."""
        return [(n, float(v)) for n, v in self.values if type(v) in (int, float) and np.isfinite(v)]

    @classmethod
    def of(cls, names: Sequence[str], args: Sequence[Any], kwargs: dict[str, Any]) -> Given:
        """Name the arguments of a call and take containers apart."""
        named = [(names[i] if i < len(names) else f"argument {i + 1}", v) for i, v in enumerate(args)]
        return cls(tuple(leaf for name, value in (*named, *kwargs.items()) for leaf in _leaves(name, value)))


def _leaves(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if type(value) in (list, tuple) and len(value) <= 20 and not all(type(v) in (int, float) for v in value):
        for i, item in enumerate(value):
            yield from _leaves(f"{name}[{i}]", item)
    elif type(value) is dict and len(value) <= 40:
        for key, item in value.items():
            yield from _leaves(f"{name}[{key!r}]", item)
    else:
        yield name, value


@dataclass(frozen=True)
class Answer:
    """Two finite-or-not arrays of the same shape, as float64 (or complex128), that differ.

    Parameters
    ----------
    mine, right : array, same shape
        What came back, and what is expected.
    allowed : Tolerance
        Of the comparison.
    given : Given
        The arguments.
    earlier : sequence of arrays
        Answers of the same shape that came back earlier in the same test.
    """

    mine: Array
    right: Array
    allowed: Tolerance
    given: Given = Given()
    earlier: tuple[Array, ...] = ()

    def near(self, a: Array, b: Array, scale: float = 1.0) -> bool:
        """Say whether two arrays agree within the tolerance of the comparison.

        What is to explain the answer has to be far closer to it than the expected values are.
        """
        if a.shape != b.shape:
            return False
        with np.errstate(all="ignore"):
            rtol, atol = 2 * self.allowed.rtol, 2 * self.allowed.atol * scale
            agree = bool(np.allclose(a, b, rtol=rtol, atol=atol, equal_nan=True))
        if not agree or a is not self.mine or a.shape != self.right.shape:
            return agree
        return distance(a, b) <= FAR_CLOSER * distance(a, self.right)

    @cached_property
    def bad(self) -> Array:
        """Where the two differ: booleans."""
        with np.errstate(all="ignore"):
            gap = np.abs(self.mine - self.right)
            near = gap <= self.allowed.atol + self.allowed.rtol * np.abs(self.right)
        same = (self.mine == self.right) | (np.isnan(self.mine) & np.isnan(self.right))
        return np.asarray(~((near & np.isfinite(self.right)) | same))

    @cached_property
    def is_finite(self) -> bool:
        """Whether both are finite everywhere."""
        return bool(np.isfinite(self.mine).all() and np.isfinite(self.right).all())

    @cached_property
    def is_telling(self) -> bool:
        """Whether the expected values are varied enough for a pattern to be no accident."""
        return np.unique(np.round(self.right[np.isfinite(self.right)], 9)).size >= 3 and self.bad.sum() >= 2
