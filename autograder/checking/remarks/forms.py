"""Remarks on answers of another type, shape or dtype than asked for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import Any

import numpy as np

from autograder.checking.remarks.answer import Given
from autograder.isolation.values import Array


def on_type(actual: Any, expected: Any) -> Iterator[str]:
    """Say what a wrong type often means."""
    if actual is None:
        yield "None comes back: a function that ends without `return` gives None"
    elif type(expected) is tuple and type(actual) is list:
        yield "a list where a tuple is asked: `return a, b` makes a tuple"
    elif type(expected) is list and type(actual) is tuple:
        yield "a tuple where a list is asked"
    elif type(expected) is float and type(actual) is int:
        yield "a whole number of type int where a float is asked: float(...) makes one"
    elif type(expected) in (int, float) and isinstance(actual, np.ndarray):
        if actual.size == 1:
            yield "an array of one value where a plain number is asked: float(...), or sum over every axis"
        else:
            yield f"an array of {actual.size} values where one number is asked: it is not yet summed up"
    elif isinstance(expected, np.ndarray) and type(actual) in (list, tuple):
        yield f"a {type(actual).__name__} where an array is asked"
    elif isinstance(expected, np.ndarray) and type(actual) in (int, float):
        yield "one number where an array is asked: summed or averaged over too many axes"
    elif type(expected) is bool and type(actual) is not bool:
        yield "True or False is asked"
    elif expected is None:
        yield "None is asked here"


def on_shape(mine: Array, right: Array, near: Any) -> Iterator[str]:
    """Say how a wrong shape comes from the right one."""
    gone = [i for i, n in enumerate(mine.shape) if n == 0]
    if gone and right.size and mine.ndim == right.ndim:
        yield f"nothing is left along axis {gone[-1]}: a slice such as [p:-p] is empty where p is 0"
        return
    if mine.ndim == right.ndim and sorted(mine.shape) == sorted(right.shape):
        for order in permutations(range(right.ndim)):
            if tuple(right.shape[i] for i in order) == mine.shape:
                what = "transposed" if right.ndim == 2 else f"the axes are in the order {list(order)}"
                if near(mine, right.transpose(order)):
                    yield f"the values are right but {what}: turn it back"
                    return
        what = "transposed" if right.ndim == 2 else "with axes exchanged"
        yield f"this is the expected shape {what}"
        return
    squeezed = [n for n in mine.shape if n != 1] == [n for n in right.shape if n != 1]
    if squeezed:
        values = "the values are right; " if near(mine.reshape(right.shape), right) else ""
        word = "too many" if mine.ndim > right.ndim else "missing" if mine.ndim < right.ndim else "misplaced"
        yield f"{values}an axis of length 1 is {word} (keepdims, [None], squeeze)"
        return
    if mine.size == right.size:
        flat = near(mine.reshape(right.shape), right)
        yield (
            "the values are right, in the right order, but not yet in the expected shape"
            if flat
            else "the number of values is right, their arrangement is not"
        )
        return
    yield from _summed(mine, right, near)


def _summed(mine: Array, right: Array, near: Any) -> Iterator[str]:
    for big, small, said in ((mine, right, "not yet {}"), (right, mine, "{} once too often:")):
        for axes in _axes(big.ndim):
            for keep in (False, True):
                with np.errstate(all="ignore"):
                    total = big.sum(axis=axes, keepdims=keep)
                    count = big.size // max(1, total.size)
                for how, value in (("summed", total), ("averaged", total / max(1, count))):
                    if near(np.asarray(value), small):
                        where = f"axis {axes[0]}" if len(axes) == 1 else f"axes {list(axes)}"
                        yield f"it is {said.format(how)} over {where}"
                        return
    if mine.ndim == right.ndim:
        grown = [m - r for m, r in zip(mine.shape, right.shape, strict=True)]
        axes_grown = [i for i, n in enumerate(grown) if n]
        if len(axes_grown) == 1 and abs(grown[axes_grown[0]]) <= 2:
            yield from _cut(mine, right, axes_grown[0], grown[axes_grown[0]], near)
            return
        if all(n >= 0 and n % 2 == 0 for n in grown):
            inner = mine[tuple(slice(n // 2, s - n // 2) for n, s in zip(grown, mine.shape, strict=True))]
            if near(inner, right):
                yield f"right inside, with a border of {max(grown) // 2} around it that has to be cut off"
                return
    if mine.ndim < right.ndim and mine.shape == right.shape[right.ndim - mine.ndim :]:
        yield f"the leading {right.ndim - mine.ndim} of the expected axes are lost"
    elif mine.ndim < right.ndim and mine.shape and mine.shape[-1] == right.shape[-1]:
        yield "leading axes are merged or lost; the answer keeps those of the input"
    elif mine.ndim > right.ndim and mine.shape[mine.ndim - right.ndim :] == right.shape:
        n = mine.ndim - right.ndim
        many = "is 1 leading axis" if n == 1 else f"are {n} leading axes"
        yield f"there {many} too many; one result for all is expected"


def _cut(mine: Array, right: Array, axis: int, grown: int, near: Any) -> Iterator[str]:
    longer, shorter = (mine, right) if grown > 0 else (right, mine)
    n, word = abs(grown), "too many" if grown > 0 else "missing"
    size = longer.shape[axis]
    places = {"last": slice(0, size - n), "first": slice(n, size)}
    for place, kept in places.items():
        if near(np.take(longer, range(*kept.indices(size)), axis=axis), shorter):
            which = f"{n} along axis {axis} are" if n > 1 else f"one along axis {axis} is"
            yield f"the {place} {which} {word}; the rest is right"
            return
    yield f"{n} {word} along axis {axis}"


def _axes(ndim: int) -> Iterator[tuple[int, ...]]:
    for mask in range(1, 2**ndim):
        yield tuple(i for i in range(ndim) if mask >> i & 1)


def on_dtype(mine: np.dtype[Any], right: np.dtype[Any], given: Given) -> Iterator[str]:
    """Name the rule by which a dtype came out otherwise."""
    inputs = {array.dtype for _, array in given.arrays}
    if right == np.float32 and mine == np.float64:
        yield (
            "float32 became float64. NumPy 2's rule: an array or NumPy scalar of float64 takes float32 along "
            "to float64, a plain Python number does not. Look for np.zeros/np.ones/np.arange/np.eye without "
            "dtype, np.where(mask, 0.0, -np.inf), np.sqrt(n), np.float64(...)"
        )
    elif right == np.float64 and mine == np.float32:
        mixed = {np.dtype(np.float32), np.dtype(np.float64)} <= inputs
        yield "float64 was cut down to float32" + (
            "; float32 and float64 together give float64" if mixed else "; work in the dtype of the input"
        )
    elif right.kind == "b":
        yield "booleans are asked: compare (==, <=, ...) or use dtype=bool"
    elif right.kind == "f" and mine.kind in "iu":
        whole = any(dtype.kind in "iu" for dtype in inputs)
        first = ": an integer input has to become float first" if whole else ""
        yield f"whole numbers came out where floats are asked{first}"
    elif right.kind in "iu" and mine.kind == "f":
        yield "floats came out where whole numbers are asked: // and dtype=int keep them whole"


__all__ = ["on_dtype", "on_shape", "on_type"]
