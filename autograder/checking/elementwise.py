"""Compare two arrays of the same shape value by value: finiteness, then size, then what relates them.

Both hold plain numbers by the time they come here. Types, shapes and dtypes are looked at in `compare`.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from autograder.checking.mismatch import Difference
from autograder.checking.tolerance import Rule
from autograder.checking.wording import number
from autograder.course import Tolerance
from autograder.isolation.values import Array


def compare_values(actual: Array, expected: Array, rule: Rule) -> Iterator[Difference]:
    """Yield what differs among the values: their kind first, how many and where, then a simple relation."""
    if expected.dtype.kind not in "fc" and actual.dtype.kind not in "fc":
        bad = actual != expected
        if bad.any():
            yield _differing(actual, expected, bad, None)
        return
    tolerance = rule.tolerance(actual.dtype, expected.dtype)
    wide = np.complex128 if "c" in (actual.dtype.kind, expected.dtype.kind) else np.float64
    mine, right = actual.astype(wide), expected.astype(wide)
    lost = np.isnan(mine) & ~np.isnan(right)
    if lost.any():
        yield Difference("finite", f"{lost.sum()} of {lost.size} are NaN{_first(lost)}")
        return
    endless = np.isinf(mine) & (mine != right)
    if endless.any():
        yield Difference("finite", f"{endless.sum()} of {endless.size} are wrongly infinite{_first(endless)}")
        return
    with np.errstate(all="ignore"):
        near = np.isfinite(right) & (np.abs(mine - right) <= tolerance.atol + tolerance.rtol * np.abs(right))
    bad = ~(near | (mine == right) | (np.isnan(mine) & np.isnan(right)))
    if bad.any():
        yield _differing(mine, right, bad, tolerance)
        yield from _pattern(mine, right, bad, tolerance)


def _differing(mine: Array, right: Array, bad: Array, tolerance: Tolerance | None) -> Difference:
    """Say how many values differ, where the worst is, and by how much."""
    if tolerance is None:
        where = tuple(int(i) for i in np.argwhere(bad)[0]) if bad.ndim else ()
        text = _count(bad, "the first", where)
        return Difference("values", text, f"{text}: {mine[where]}, expected {right[where]}")
    with np.errstate(all="ignore"):
        gap = np.where(bad, np.nan_to_num(np.abs(mine - right), nan=np.inf, posinf=np.inf), -1.0)
    where = tuple(int(i) for i in np.unravel_index(int(np.argmax(gap)), gap.shape))
    allowed = tolerance.atol + tolerance.rtol * float(np.abs(right[where]))
    count, off = _count(bad, "worst", where), float(gap[where])
    # few digits: from what is allowed, and from what it is off by, the expected value could be worked out
    text = f"{count}, off by {off:.2g} (allowed {allowed:.1g})"
    told = f"{count}, off by {number(off)} (allowed {allowed:.1g})"
    return Difference("values", text, f"{told}: {number(mine[where])}, expected {number(right[where])}")


def _count(bad: Array, which: str, where: tuple[int, ...]) -> str:
    if bad.size == 1:
        return "it differs"
    return f"{int(bad.sum())} of {bad.size} differ; {which} at {list(where)}"


def _first(mask: Array) -> str:
    return f"; the first at {[int(i) for i in np.argwhere(mask)[0]]}" if mask.size > 1 else ""


def _pattern(mine: Array, right: Array, bad: Array, tolerance: Tolerance) -> Iterator[Difference]:
    """Name two simple relations that point at the mistake: a constant factor, a transpose."""
    solid = (np.abs(right) > 1e3 * tolerance.atol) & np.isfinite(right) & np.isfinite(mine)
    if bad.sum() >= 2 and solid.sum() >= 2 and mine.dtype.kind == "f":
        ratios = mine[solid] / right[solid]
        ratio = float(np.median(ratios))
        with np.errstate(invalid="ignore"):
            scaled = ratio * right
        one = np.allclose(ratios, ratio, rtol=1e-5, atol=0) and np.allclose(mine, scaled, atol=1e-8)
        if one and abs(ratio - 1) > 1e-4:  # nearer to 1 it would be said to be 1 times
            said = "every value is {} times what is expected"
            yield Difference("note", said.format(f"{ratio:.3g}"), said.format(number(ratio)))
    if mine.ndim >= 2 and mine.shape[-1] == mine.shape[-2] > 1:
        turned = np.swapaxes(right, -1, -2)
        if np.allclose(mine, turned, rtol=tolerance.rtol, atol=tolerance.atol, equal_nan=True):
            yield Difference("note", "it is right after the last two axes are swapped")
