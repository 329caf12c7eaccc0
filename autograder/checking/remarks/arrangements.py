"""Remarks on answers with the right values in other places."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations, product

import numpy as np

from autograder.checking.remarks.answer import Answer
from autograder.isolation.values import Array


def arranged(a: Answer) -> Iterator[str]:
    """The right values in other places: axes exchanged, turned round, shifted, reordered."""
    if not a.is_telling or a.mine.size < 3:
        return
    shape = a.mine.shape
    for order in permutations(range(a.mine.ndim)):
        moved = tuple(shape[i] for i in order)
        if moved == shape and order != tuple(range(a.mine.ndim)) and a.near(a.mine, a.right.transpose(order)):
            axes = [i for i, j in enumerate(order) if i != j]
            yield f"it is right after axes {axes[0]} and {axes[-1]} are exchanged (a transpose)"
            return
    for axis in range(a.mine.ndim):
        if shape[axis] < 2:
            continue
        if a.near(a.mine, np.flip(a.right, axis)):
            yield f"it runs backwards along axis {axis}: the last stands where the first belongs"
            return
        for step in (1, -1, 2, -2):
            if shape[axis] > abs(step) + 1 and _shifted(a, axis, step):
                end = "end" if step > 0 else "front"
                yield f"it is shifted by {abs(step)} along axis {axis}, towards the {end}"
                return
    if a.mine.ndim >= 2 and min(shape[-2:]) >= 4:
        for down, along in product((1, -1, 2, -2), repeat=2):
            if _shifted_twice(a, down, along):
                yield f"it is shifted by {abs(down)} and {abs(along)} along its last two axes"
                return
    if a.mine.ndim >= 2 and a.near(a.mine, np.flip(a.right, (-2, -1))):
        yield "it is turned by 180 degrees in its last two axes"
        return
    yield from _reordered(a)


def _shifted(a: Answer, axis: int, step: int) -> bool:
    n = a.mine.shape[axis]
    front, back = np.arange(abs(step), n), np.arange(0, n - abs(step))
    target, source = (front, back) if step > 0 else (back, front)
    part = np.take(a.right, source, axis)
    varied = np.unique(np.round(part[np.isfinite(part)], 9)).size >= 3
    return varied and a.near(np.take(a.mine, target, axis), part)


def _shifted_twice(a: Answer, down: int, along: int) -> bool:
    """Say whether what the two have in common is right when moved along both of the last axes."""
    n, m = a.mine.shape[-2:]
    here = (..., slice(max(0, down), n + min(0, down)), slice(max(0, along), m + min(0, along)))
    there = (..., slice(max(0, -down), n - max(0, down)), slice(max(0, -along), m - max(0, along)))
    part = a.right[there]
    varied = np.unique(np.round(part[np.isfinite(part)], 9)).size >= 3
    return varied and a.near(a.mine[here], part)


def _reordered(a: Answer) -> Iterator[str]:
    shape = a.mine.shape
    for axis in range(a.mine.ndim):
        if 2 <= shape[axis] <= 64:
            mine = np.moveaxis(a.mine, axis, 0).reshape(shape[axis], -1)
            right = np.moveaxis(a.right, axis, 0).reshape(shape[axis], -1)
            order = [next((j for j in range(len(right)) if a.near(row, right[j])), -1) for row in mine]
            whole = sorted(order) == list(range(len(right)))
            if whole and a.near(a.mine, np.take(a.right, order, axis)):
                yield f"along axis {axis} all the right entries are there, in another order: {order}"
                return
    if not np.isnan(a.mine).any() and a.near(np.sort(a.mine, axis=None), np.sort(a.right, axis=None)):
        if any(a.near(a.mine, other) for other in _reshaped(a.right)):
            yield (
                "a reshape was used where axes have to be exchanged, or the other way round "
                "(a reshape never moves axes)"
            )
        else:
            yield "all the right values are there, in other places"


def _reshaped(right: Array) -> Iterator[Array]:
    """Yield what a reshape makes of it in the place of a transpose, and the other way round."""
    if right.ndim > 5:
        return
    for order in permutations(range(right.ndim)):
        moved = right.transpose(order)
        yield moved.reshape(right.shape)
        yield right.reshape(moved.shape).transpose(np.argsort(order))


def ruled_out(a: Answer) -> Iterator[str]:
    """-inf at other places than expected, or more or fewer of them."""
    mine, right = np.isneginf(a.mine), np.isneginf(a.right)
    if a.mine.size < 2 or np.isnan(a.mine).any() or not right.any() or (mine == right).all():
        return
    if mine.sum() == right.sum():
        yield "as many values are -inf as should be, but not the same ones"
    else:
        yield f"{mine.sum()} of {mine.size} values are -inf, {right.sum()} should be"


def endless(a: Answer) -> Iterator[str]:
    """Infinity where everything expected is finite."""
    if np.isfinite(a.right).all() and np.isinf(a.mine).any() and not np.isnan(a.mine).any():
        for name, value in a.given.arrays:
            if np.array_equal(value, a.right):  # nothing has to be computed
                yield f"`{name}` should come back as it is"
                return
        if not np.isposinf(a.mine).any():
            yield (
                "-inf where a finite number is expected: a mask rules out what should stay, or the "
                "logarithm of 0 was taken, or something grew beyond a float"
            )
            return
        yield (
            "infinite where a finite number is expected: on the way something grew beyond a float (a power, "
            "exp, a long product) or became 0 before its logarithm or inverse was taken"
        )
