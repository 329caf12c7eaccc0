"""Remarks on answers of the right form with wrong values: a relation that holds for all of them.

Each function yields at most one sentence, and only when the relation reproduces the whole answer.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import permutations

import numpy as np

from autograder.checking.remarks.answer import Answer
from autograder.checking.wording import number
from autograder.isolation.values import Array

_PLAIN = {2.0: "2", 0.5: "1/2", 4.0: "4", 0.25: "1/4", math.log(2): "ln 2", 1 / math.log(2): "1/ln 2"}


def same_as_something(a: Answer) -> Iterator[str]:
    """Zeros, one number everywhere, an input handed back, the answer to an earlier call."""
    if a.mine.size >= 2 and not a.mine.any() and a.right.any():
        yield "every value is 0"
        return
    for other in a.earlier:
        if other.shape == a.mine.shape and a.near(a.mine, other) and a.mine.any() and a.mine.size > 1:
            yield (
                "this is the answer to an earlier call of the same test: "
                "something is kept between calls outside of arguments and results"
            )
            return
    for name, value in a.given.arrays:
        if value.shape == a.mine.shape and value.size > 1 and value.dtype.kind in "fiu" and a.mine.any():
            if a.near(a.mine, value.astype(a.mine.dtype)):
                yield f"`{name}` comes back as it went in"
                return
            if a.near(a.mine, -value.astype(a.mine.dtype)):
                yield f"the answer is just -`{name}`"
                return
    if a.mine.size >= 3 and np.unique(a.mine).size == 1 and a.is_telling:
        yield f"every value is the same number, {number(a.mine.flat[0])}"


def masked(a: Answer) -> Iterator[str]:
    """A boolean mask read the other way round, or not at all; told by where zeros stand."""
    for name, value in a.given.arrays:
        if value.dtype.kind != "b" or value.all() or not value.any():
            continue
        try:
            keep = np.broadcast_to(value, a.mine.shape)
        except ValueError:
            continue
        if not keep.any() or (a.right[~keep] != 0).any() or not (a.right[keep] != 0).any():
            continue
        if (a.mine[keep] == 0).all() and (a.mine[~keep] != 0).any():
            yield f"it is 0 exactly where `{name}` is True: the mask is read the other way round"
        elif (a.mine[~keep] != 0).all():
            yield f"where `{name}` is False 0 is expected, and something stands there: the mask has no effect"
        return


def factor(a: Answer) -> Iterator[str]:
    """One factor for all values, and where that number may come from."""
    ratio = ratio_of(a, a.mine, a.right)
    if ratio is None or ratio == 0 or abs(ratio - 1) < 1e-6:
        return
    if abs(ratio + 1) < 1e-9:
        yield "the sign is wrong: it is what is expected times -1"
        return
    names = named_factor(a, abs(ratio))
    if a.mine.size == 1 and not names:
        return
    what = "every value" if a.mine.size > 1 else "it"
    sign = ", with the wrong sign" if ratio < 0 else ""
    source = f"; {names}" if names else ""
    if abs(ratio) < 1:
        shown = f"divided by {number(1 / abs(ratio))}"
        yield f"{what} is what is expected {shown}{sign}{source}"
    else:
        yield f"{what} is {number(abs(ratio))} times what is expected{sign}{source}"


def ratio_of(a: Answer, mine: Array, right: Array) -> float | None:
    """Return the factor between two arrays, or None when there is no single one."""
    if mine.dtype.kind == "c" or not (np.isfinite(mine).all() and np.isfinite(right).all()):
        return None
    solid = np.abs(right) > max(1e3 * a.allowed.atol, 1e-6 * float(np.abs(right).max(initial=0.0)))
    if not solid.any():
        return None
    ratio = float(np.sum(mine[solid] * right[solid]) / np.sum(right[solid] ** 2))
    return ratio if a.near(mine, ratio * right, scale=max(1.0, abs(ratio))) else None


def named_factor(a: Answer, ratio: float) -> str:
    """Say which sizes or numbers of the call a factor is made of; empty when there are none."""
    for value, name in _PLAIN.items():
        if abs(ratio / value - 1) < 1e-5 and name.startswith(("ln", "1/ln")):
            return f"that is {name}: the logarithm is of another base"
    sizes: dict[int, list[str]] = {}
    for name, array in a.given.arrays:
        for axis, n in enumerate(array.shape):
            sizes.setdefault(n, []).append(f"the length of axis {axis} of `{name}`")
        if array.ndim > 1:
            sizes.setdefault(array.size, []).append(f"the number of all values of `{name}`")
        if array.dtype.kind == "b" and array.sum():
            sizes.setdefault(int(array.sum()), []).append(f"the number of True in `{name}`")
    forms = (
        (ratio, "{}"),
        (1 / ratio, "{}"),
        (ratio**2, "{}, under a root"),
        (1 / ratio**2, "{}, under a root"),
    )
    for value, form in forms:
        n = round(value)
        if n >= 2 and abs(value / n - 1) < 1e-5 and n in sizes:
            return f"{n}: perhaps " + form.format(" or ".join(dict.fromkeys(sizes[n][:2])))
    for name, value in a.given.numbers:
        if value > 0 and abs(value - 1) > 1e-9:
            if abs(ratio / value - 1) < 1e-6 or abs(ratio * value - 1) < 1e-6:
                return f"perhaps `{name}`, which is {number(value)}"
            if abs(ratio / (1 - value) - 1) < 1e-6 if value < 1 else False:
                return f"perhaps 1 - `{name}`"
    for value, name in _PLAIN.items():
        if abs(ratio / value - 1) < 1e-6:
            return f"a factor {name} too much" if ratio > 0 else ""
    return ""


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


def _reordered(a: Answer) -> Iterator[str]:
    shape = a.mine.shape
    for axis in range(a.mine.ndim):
        if 2 <= shape[axis] <= 64:
            mine = np.moveaxis(a.mine, axis, 0).reshape(shape[axis], -1)
            right = np.moveaxis(a.right, axis, 0).reshape(shape[axis], -1)
            order = [next((j for j in range(len(right)) if a.near(row, right[j])), -1) for row in mine]
            if sorted(order) == list(range(len(right))):
                yield f"along axis {axis} all the right entries are there, in another order: {order}"
                return
    if a.is_finite and a.near(np.sort(a.mine, axis=None), np.sort(a.right, axis=None)):
        turned = a.right.reshape(shape[::-1]).T if a.mine.ndim == 2 else None
        if turned is not None and a.near(a.mine, turned):
            yield "reshape was used where a transpose belongs (or the other way round)"
        else:
            yield (
                "all the right values are there, in other places (often a reshape where axes have to be "
                "exchanged: a reshape never moves axes)"
            )


def added(a: Answer) -> Iterator[str]:
    """One number, one row, or one of the inputs too much or too little."""
    if not a.is_finite or a.mine.dtype.kind == "c":
        return
    gap = a.mine - a.right
    scale = max(1.0, float(np.abs(a.right).max(initial=0.0)))
    for name, value in a.given.arrays:
        if value.dtype.kind not in "f" or not np.isfinite(value).all() or not value.any() or value.size < 2:
            continue
        try:
            other = np.broadcast_to(value.astype(np.float64), a.mine.shape)
        except ValueError:
            continue
        times = _times(gap, other)
        telling = np.count_nonzero(other) > 1  # one number is a multiple of any other
        if times is not None and telling and a.near(gap, times * other, scale):
            word = "too much" if times > 0 else "missing"
            what = f"`{name}`" if abs(abs(times) - 1) < 1e-6 else f"{number(abs(times))} times `{name}`"
            yield f"the difference is exactly {what}, which is {word}"
            return
    if a.mine.size >= 3 and a.is_telling and a.bad.all():
        if a.near(gap, np.full_like(gap, gap.flat[0]), scale):
            word = "large" if gap.flat[0] > 0 else "small"
            yield f"every value is too {word} by the same {number(abs(gap.flat[0]))}"
            return
        for axis in range(gap.ndim):
            first = np.take(gap, [0], axis)
            if gap.shape[axis] >= 3 and a.near(gap, np.broadcast_to(first, gap.shape).copy(), scale):
                yield f"along axis {axis} the difference stays the same: a term is missing or one is too much"
                return


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
            yield f"it does not sum to 1 along axis {axes[0]}, as it should"
        return
    for axis in range(a.mine.ndim):
        if a.mine.shape[axis] < 2 or not (np.abs(a.right) > 1e3 * a.allowed.atol).all():
            continue
        ratios = a.mine / a.right
        first = np.take(ratios, [0], axis)
        if np.allclose(ratios, first, rtol=1e-6, atol=0) and not np.allclose(
            ratios, ratios.flat[0], rtol=1e-6
        ):
            yield f"along axis {axis} all values are off by one and the same factor, another for each slice"
            return


def _ones(a: Answer, array: Array, axis: int) -> bool:
    total = array.sum(axis=axis)
    return bool(total.size) and a.near(total, np.ones_like(total)) and bool((array >= 0).all())


def through_a_function(a: Answer) -> Iterator[str]:
    """A function too many or too few: square, root, exp, log, 1 - x, 1 / x."""
    if a.mine.dtype.kind == "c" or a.mine.size < 1:
        return
    simple = a.mine.size < 3 and bool(np.all(np.abs(a.right * 2 - np.round(a.right * 2)) < 1e-9))
    if simple or not a.bad.any() or np.unique(np.round(a.right, 9)).size < min(2, a.right.size):
        return
    r = a.right
    with np.errstate(all="ignore"):
        candidates = {
            "the square of what is expected": r**2,
            "the root of what is expected": np.sqrt(r),
            "what is expected without the root: its square root is right": None,
            "exp of what is expected": np.exp(r),
            "the logarithm of what is expected": np.log(r),
            "1 minus what is expected": 1 - r,
            "1 over what is expected: upside down": 1 / r,
            "the absolute value of what is expected": np.abs(r),
            "what is expected plus 1": r + 1,
            "what is expected minus 1": r - 1,
            "what is expected, but never below 0": np.maximum(r, 0),
            "what is expected, rounded": np.round(r),
            "the tanh of what is expected: applied once too often": np.tanh(r),
            "the sigmoid of what is expected: applied once too often": 1 / (1 + np.exp(-r)),
        }
    for words, other in candidates.items():
        if other is not None and a.near(a.mine, other) and np.isfinite(other).all():
            yield f"it is {words}"
            return


def accumulated(a: Answer) -> Iterator[str]:
    """Running sums, or the steps of one."""
    if not a.is_telling or not a.is_finite:
        return
    for axis in range(a.mine.ndim):
        if a.mine.shape[axis] >= 3:
            if a.near(a.mine, np.cumsum(a.right, axis)):
                yield f"it adds up along axis {axis}: each value holds all those before it as well"
                return
            if a.near(a.right, np.cumsum(a.mine, axis)):
                yield f"it is not added up along axis {axis}: expected is the running sum of it"
                return
            if a.near(a.mine, np.flip(np.cumsum(np.flip(a.right, axis), axis), axis)):
                yield f"it adds up along axis {axis} from the end"
                return


def precise(a: Answer) -> Iterator[str]:
    """Nearly right: single precision, or a formula with an error of its own."""
    if not a.is_finite or a.mine.size < 1 or a.allowed.rtol > 1e-5 or not a.right.any():
        return
    gap = float(np.max(np.abs(a.mine - a.right)) / np.max(np.abs(a.right)))
    if a.near(a.mine, a.mine.astype(np.float32).astype(a.mine.dtype)) and gap < 3e-6:
        exact = bool(np.all(a.mine == a.mine.astype(np.float32)))
        if exact:
            yield "it agrees to about 7 digits and holds no more: it went through float32"
            return
    if gap < 1e-3:
        yield (
            f"it is nearly right, off by {number(gap)} of the largest value: not the formula as such, "
            "but a small constant (eps), a rounding, float32 on the way or a coarser approximation"
        )


RELATIONS = (
    same_as_something,
    masked,
    factor,
    arranged,
    normalised,
    added,
    through_a_function,
    accumulated,
    precise,
)
