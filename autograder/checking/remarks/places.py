"""Remarks on where an answer differs: one index, a mask, zeros of an input, a border, and what is there."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import numpy as np

from autograder.checking.remarks.answer import Answer
from autograder.checking.remarks.factors import ratio_of
from autograder.checking.wording import number
from autograder.isolation.values import Array

_THROUGHOUT = "is right throughout"
_ELSEWHERE = "everywhere else it is right"


def where(a: Answer) -> Iterator[str]:
    """Say what the places have in common at which values differ, and what stands there."""
    if a.bad.size < 2 or not a.bad.any() or a.bad.all():
        return
    for found in (*_by_input(a), *_by_expected(a), *_by_index(a), *_by_shape(a)):
        if found.endswith(_THROUGHOUT):
            yield found
            return
        there = _there(a)
        if found.endswith("is expected") and there.endswith("is expected"):
            there = ""  # said already
        yield f"it differs {found}{there}; {_ELSEWHERE}"
        return
    there = _there(a)
    if there:
        yield f"where it differs{there.replace('; there', ',')}"


def is_place(remark: str) -> bool:
    """Say whether a remark tells no more than where an answer differs."""
    return remark.endswith((_THROUGHOUT, _ELSEWHERE)) or "where it differs" in remark


def _there(a: Answer) -> str:
    """Describe the wrong values by themselves."""
    mine, right = a.mine[a.bad], a.right[a.bad]
    if np.isnan(mine).all():
        return "; there yours is NaN"
    if np.unique(mine).size == 1 and (mine.size > 1 or float(mine.flat[0]) in (0.0, 1.0)):
        aim = f", expected {number(right.flat[0])}" if np.unique(right).size == 1 else ""
        return f"; there yours is {number(mine.flat[0])}{aim}"
    if np.unique(right).size == 1 and right.size > 1:
        return f"; there {number(right.flat[0])} is expected"
    if mine.size > 1:
        ratio = ratio_of(a, mine, right)
        if ratio is not None and abs(ratio + 1) < 1e-9:
            return "; there the sign is wrong"
        if ratio is not None and abs(ratio) > 1e-12:
            return f"; there yours is {number(ratio)} times what is expected"
        if np.isfinite(mine).all() and np.isfinite(right).all() and (mine < right).all():
            return "; there yours is always too small"
        if np.isfinite(mine).all() and np.isfinite(right).all() and (mine > right).all():
            return "; there yours is always too large"
    return ""


_ENOUGH = 12
"""In fewer values nearly every sign of an input explains something."""
_PLENTY = 40
"""From so many on, places that hold all that is wrong tell something, even if not all of them are wrong."""


def _by_input(a: Answer) -> Iterator[str]:
    for name, value in a.given.arrays:
        if value.dtype.kind != "b" and a.bad.size < _ENOUGH:
            continue
        for mask, words in _parts_of(name, value):
            if 0 < mask.sum() < mask.size:
                for spread in _spread(mask, a.bad.shape):
                    if not a.right[~spread].any():
                        continue  # only zeros are right: that says nothing about the places
                    exactly = bool((a.bad == spread).all())
                    loosely = value.dtype.kind == "b" or a.bad.size >= _PLENTY
                    if 0 < spread.sum() < spread.size and (exactly or (loosely and _explains(a.bad, spread))):
                        yield f"only where {words}"
                        return


def _explains(bad: Array, places: Array) -> bool:
    """Say whether the wrong values lie in those places and take up at least half."""
    rare = places.sum() <= 0.6 * places.size
    return bool((bad <= places).all()) and rare and bool(bad.sum() >= 0.5 * places.sum())


def _parts_of(name: str, value: Array) -> Iterator[tuple[Array, str]]:
    if value.dtype.kind == "b":
        yield ~value, f"`{name}` is False"
        yield value, f"`{name}` is True"
        if value.ndim >= 1:
            yield np.asarray(~value.any(axis=-1, keepdims=True)), f"`{name}` allows nothing in the whole row"
    elif value.dtype.kind in "fiu":
        yield value == 0, f"`{name}` is 0"
        yield value < 0, f"`{name}` is negative"
        yield value > 0, f"`{name}` is positive"
        if value.dtype.kind == "f":
            yield np.isneginf(value), f"`{name}` is -inf"
            yield np.isinf(value), f"`{name}` is infinite"
            with np.errstate(invalid="ignore"):
                yield np.abs(value) > 30, f"`{name}` is large (beyond 30)"
                yield value > 30, f"`{name}` is larger than 30"
                yield value < -30, f"`{name}` is below -30"


def _spread(mask: Array, shape: tuple[int, ...]) -> Iterator[Array]:
    """Yield a mask at the answer's shape: as it is, broadcast, or per leading index."""
    with contextlib.suppress(ValueError):
        yield np.broadcast_to(mask, shape)
    if mask.ndim < len(shape) and mask.shape == shape[: mask.ndim]:
        yield np.broadcast_to(mask.reshape(mask.shape + (1,) * (len(shape) - mask.ndim)), shape)


def _by_expected(a: Answer) -> Iterator[str]:
    for mask, words in (
        (a.right == 0, "exactly where 0 is expected"),
        (np.isneginf(a.right), "exactly where -inf is expected"),
        (a.right < 0, "exactly where a negative value is expected"),
        (a.right == 1, "exactly where 1 is expected"),
    ):
        if 0 < mask.sum() < mask.size and bool((mask == a.bad).all()):
            yield words


def _by_index(a: Answer) -> Iterator[str]:
    for axis, n in enumerate(a.bad.shape):
        others = tuple(i for i in range(a.bad.ndim) if i != axis)
        slices = a.bad.any(axis=others)
        bad = np.flatnonzero(slices)
        if n < 2 or bad.size == n:
            continue
        if bad.size == 1:
            place = {0: "first", n - 1: "last"}.get(int(bad[0]))
            yield (
                f"only at the {place} index of axis {axis}"
                if place
                else f"only at index {bad[0]} of axis {axis}"
            )
        elif bad.size == n - 1 and n > 2:
            good = int(np.flatnonzero(~slices)[0])
            if _never_moves(a, np.take(a.right, good, axis), good, axis):
                continue
            place = {0: "the first one", n - 1: "the last one"}.get(good, f"index {good}")
            yield f"along axis {axis} only {place} {_THROUGHOUT}"
        elif (np.diff(bad) == 1).all() and bad[-1] == n - 1:
            yield f"only from index {bad[0]} of axis {axis} on"
        elif (np.diff(bad) == 1).all() and bad[0] == 0:
            yield f"only before index {bad[-1] + 1} of axis {axis}"
        elif (np.diff(bad) == 1).all():
            yield f"only from index {bad[0]} to {bad[-1]} of axis {axis}"
        elif n > 3 and (np.diff(bad) == 2).all():
            yield f"only at the {'even' if bad[0] % 2 == 0 else 'odd'} indices of axis {axis}"


def _never_moves(a: Answer, right: Array, index: int, axis: int) -> bool:
    """Say whether what is right is an input as it came in (weights with gradient 0), which tells nothing."""
    whole = [value for _, value in a.given.arrays if value.shape == a.right.shape]
    return any(np.array_equal(np.take(value, index, axis), right) for value in whole)


def _by_shape(a: Answer) -> Iterator[str]:
    if a.bad.ndim < 2:
        return
    rows, columns = a.bad.shape[-2:]
    i, j = np.indices((rows, columns))
    plane = a.bad.any(axis=tuple(range(a.bad.ndim - 2)))
    parts = (
        (i == j, "on the diagonal of the last two axes only"),
        (i != j, "off the diagonal of the last two axes only"),
        (j > i, "above the diagonal only"),
        (j < i, "below the diagonal only"),
        ((i == 0) | (j == 0) | (i == rows - 1) | (j == columns - 1), "at the border only"),
    )
    for mask, words in parts:
        if "diagonal" in words and min(rows, columns) < 3:
            continue  # on two of a kind the diagonal is an accident
        if 0 < mask.sum() < mask.size and bool((plane <= mask).all()) and plane.sum() >= 0.5 * mask.sum():
            yield words
            return
