"""Remarks on answers with a term too much or too little, and on what should sum to 1."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np

from autograder.checking.remarks.answer import Answer, distance
from autograder.checking.wording import number
from autograder.isolation.values import Array


def added(a: Answer) -> Iterator[str]:
    """One number, one row, or one of the inputs too much or too little."""
    if not a.is_finite or a.mine.dtype.kind == "c":
        return
    gap = a.mine - a.right
    for name, value in a.given.arrays:
        if (
            value.dtype.kind not in "f"
            or not np.isfinite(value).all()
            or not value.any()
            or np.unique(value).size < 3
        ):
            continue
        try:
            other = np.broadcast_to(value.astype(np.float64), a.mine.shape)
        except ValueError:
            continue
        times = _times(gap, other)
        telling = np.count_nonzero(other) > 1  # one number is a multiple of any other
        if times is not None and telling and _explained(gap, times * other):
            word = "too much" if times > 0 else "missing"
            often = "exactly" if abs(abs(times) - 1) < 1e-6 else f"{number(abs(times))} times"
            yield f"the difference is {often} `{name}`, which is {word}"
            return
    if a.mine.size >= 3 and a.is_telling and a.bad.all():
        if _explained(gap, np.full_like(gap, gap.flat[0])):
            word = "large" if gap.flat[0] > 0 else "small"
            yield f"every value is too {word} by the same {number(abs(gap.flat[0]))}"
            return
        alone = _only_axis(gap.shape, lambda axis: _explained(gap, _held(gap, axis)))
        if alone is not None:
            yield f"the difference changes along axis {alone} only: a term is missing or one is too much"
            return
        for axis in range(gap.ndim):
            first = np.take(gap, [0], axis)
            if gap.shape[axis] >= 3 and _explained(gap, np.broadcast_to(first, gap.shape)):
                yield f"along axis {axis} the difference stays the same: a term is missing or one is too much"
                return


def _only_axis(shape: tuple[int, ...], stays: Callable[[int], bool]) -> int | None:
    """Return the one axis of an array of 3 axes or more that is not among those along which it stays."""
    changing = [axis for axis, n in enumerate(shape) if n > 1 and not stays(axis)]
    return changing[0] if len(shape) > 2 and len(changing) == 1 and max(shape) < math.prod(shape) else None


def _held(values: Array, axis: int) -> Array:
    """Repeat what stands at the first index of an axis at all others."""
    return np.broadcast_to(np.take(values, [0], axis), values.shape)


def _explained(gap: Array, other: Array) -> bool:
    """Say whether `other` is the whole difference, as seen from the size of the difference itself."""
    return distance(gap, other) <= 1e-4 * float(np.abs(gap).max(initial=0.0))


def _times(gap: Array, other: Array) -> float | None:
    square = float(np.sum(other * other))
    times = float(np.sum(gap * other)) / square if square else 0.0
    return times if abs(times) > 1e-9 else None


def normalised(a: Answer) -> Iterator[str]:
    """Sums that are 1 along another axis than expected, or not at all."""
    if not a.is_finite or a.mine.ndim < 1 or a.mine.size < 3 or a.mine.dtype.kind == "c":
        return
    axes = [i for i in range(a.right.ndim) if a.right.shape[i] > 1 and _ones(a, a.right, i)]
    mine = [i for i in range(a.mine.ndim) if a.mine.shape[i] > 1 and _ones(a, a.mine, i)]
    if axes and not set(axes) & set(mine):
        if mine:
            where = f"axis {mine[0]}, and should along axis {axes[0]}"
            yield f"it sums to 1 along {where}: the wrong axis is normalised"
        elif a.near(np.asarray(a.mine.sum()), np.asarray(1.0)):
            yield f"all values together sum to 1; each slice along axis {axes[0]} should"
        else:
            totals = a.mine.sum(axis=axes[0])
            if np.abs(totals - 1).max() < 1e-4:  # rounding, or an eps: that is told elsewhere
                return
            same = a.near(totals, np.full_like(totals, totals.flat[0]))
            low, high = number(float(totals.min())), number(float(totals.max()))
            found = f"are all {low}" if same and totals.size > 1 else f"lie between {low} and {high}"
            found = found if totals.size > 1 else f"is {low}"
            yield f"it does not sum to 1 along axis {axes[0]}, as it should: {_the(totals.size)} {found}"
        return
    if not (a.bad & (np.abs(a.right) > 1e3 * a.allowed.atol)).all():
        return
    ratios = a.mine / a.right
    if (np.abs(ratios) < 1e-12).any() or np.allclose(ratios, ratios.flat[0], rtol=1e-6):
        return  # zeros are no factor, and one for all values is told elsewhere
    stays = [np.allclose(ratios, _held(ratios, axis), rtol=1e-6, atol=0) for axis in range(ratios.ndim)]
    alone = _only_axis(ratios.shape, lambda axis: stays[axis])
    if alone is None and ratios.ndim == 2 and sum(stays) == 1 and min(ratios.shape) > 1:
        alone = stays.index(False)
    if alone is not None:
        line = np.moveaxis(ratios, alone, 0).reshape(ratios.shape[alone], -1)[:, 0]
        yield f"each index of axis {alone} has a factor of its own for all its values{_from(a, line)}"
        return
    for axis, n in enumerate(ratios.shape):
        if n > 1 and stays[axis]:
            yield f"along axis {axis} all values are off by one and the same factor, another for each slice"
            return


def _from(a: Answer, line: Array) -> str:
    """Name the input of the call that factors along one axis are."""
    for name, value in a.given.arrays:
        if value.shape == line.shape and value.dtype.kind in "fiu" and value.all() and line.size > 1:
            for factors, words in ((value, f"`{name}`, once too often"), (1 / value, f"1 / `{name}`")):
                if np.allclose(line, factors, rtol=1e-6, atol=0):
                    return f": it is {words}"
    return ""


def _the(n: int) -> str:
    return "the sum" if n == 1 else "the sums"


def _ones(a: Answer, array: Array, axis: int) -> bool:
    total = array.sum(axis=axis)
    return bool(total.size) and a.near(total, np.ones_like(total)) and bool((array >= 0).all())
