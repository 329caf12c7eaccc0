"""Remarks on answers that are a multiple or a power of what is expected, and where that number comes from."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

import numpy as np

from autograder.checking.remarks.answer import FAR_CLOSER, Answer, Given, distance
from autograder.checking.wording import number
from autograder.isolation.values import Array

_PLAIN = {2.0: "2", 0.5: "1/2", 4.0: "4", 0.25: "1/4", math.log(2): "ln 2", 1 / math.log(2): "1/ln 2"}

_NAME_OF_ONE = re.compile(r"\b([be]os|unk|pad\w*|\w*_id|axis|seed)\b")
"""Numbers that stand for a word, an axis or a state; nothing is multiplied by them."""

_FEW = 3
"""So few True in a mask are the same number as something else too often."""


def factor(a: Answer) -> Iterator[str]:
    """One factor for all values, and where that number may come from."""
    ratio = ratio_of(a, a.mine, a.right)
    if ratio is None or ratio == 0 or abs(ratio - 1) < 1e-6:
        return
    if abs(ratio + 1) < 1e-9:
        yield f"the sign is wrong: it is what is expected times -1{_or_turned(a)}"
        return
    names = named_factor(a, abs(ratio))
    one = np.unique(np.round(a.right, 9)).size == 1  # any number is a multiple of one other
    if one and not names and not any(abs(abs(ratio) / n - 1) < 1e-6 for n in _PLAIN):
        return
    what = "every value" if a.mine.size > 1 else "it"
    sign = ", with the wrong sign" if ratio < 0 else ""
    source = f"; {names}" if names else ""
    if abs(ratio) < 1:
        shown = f"divided by {number(1 / abs(ratio))}"
        yield f"{what} is what is expected {shown}{sign}{source}"
    else:
        yield f"{what} is {number(abs(ratio))} times what is expected{sign}{source}"


def _or_turned(a: Answer) -> str:
    """Name the other way to the same numbers, where expected values are their own negative when moved."""
    if a.mine.ndim >= 2 and a.mine.size > 1:
        if a.mine.shape[-1] == a.mine.shape[-2] and a.near(a.mine, a.right.swapaxes(-1, -2)):
            return "; transposed, it would be right as well"
        if a.near(a.mine, np.flip(a.right, (-2, -1))):
            return "; turned by 180 degrees in its last two axes, it would be right as well"
    return ""


def factor_beside_a_term(a: Answer) -> Iterator[str]:
    """One factor for all values once an input that is added to them, such as a bias, is taken off."""
    if not a.is_telling or not a.is_finite or a.mine.dtype.kind == "c":
        return
    for name, value in a.given.arrays:
        if value.dtype.kind != "f" or not np.isfinite(value).all() or np.unique(value).size < 3:
            continue
        for shape in _placed(value.shape, a.mine.shape):
            term = value.reshape(shape).astype(np.float64)
            ratio = ratio_of(a, a.mine - term, a.right - term)
            if ratio is None or abs(ratio - 1) < 1e-3 or abs(ratio) < 1e-3:
                continue
            if distance(a.mine - term, ratio * (a.right - term)) <= FAR_CLOSER * distance(a.mine, a.right):
                names = named_factor(a, abs(ratio))
                times = f"{number(ratio)} times what is expected"
                if 0 < ratio < 1:
                    times = f"what is expected divided by {number(1 / ratio)}"
                yield f"`{name}` apart, every value is {times}{f'; {names}' if names else ''}"
                return


def _placed(shape: tuple[int, ...], whole: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Yield the shapes with which a smaller array can be added to one of shape `whole`."""
    fits = len(shape) == len(whole) and all(n in (1, m) for n, m in zip(shape, whole, strict=True))
    if fits and shape != whole:
        yield shape
    if len(shape) == 1 and len(whole) > 1:
        for axis, n in enumerate(whole):
            if n == shape[0]:
                yield tuple(n if i == axis else 1 for i in range(len(whole)))


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
    if min(abs(ratio**2 - 2), abs(ratio**2 - 0.5)) < 1e-5:
        return "that is the root of 2"
    # small numbers stand in formulas, too
    plain = next((f"a plain {n}, or " for n in (2, 4) if abs(max(ratio, 1 / ratio) / n - 1) < 1e-6), "")
    sizes: dict[int, list[str]] = {}
    for name, value in a.given.numbers:
        if value >= 2 and value == int(value) and not _NAME_OF_ONE.search(name):
            sizes.setdefault(int(value), []).append(f"`{name}`")
            sizes.setdefault(int(value) ** 2, []).append(f"the square of `{name}`")
    for name, array in a.given.arrays:
        for axis, n in enumerate(array.shape):
            sizes.setdefault(n, []).append(f"the length of axis {axis} of `{name}`")
        if array.ndim > 2:
            pixels = math.prod(array.shape[-2:])
            sizes.setdefault(pixels, []).append(f"the last two axes of `{name}` together")
        if array.ndim > 1:
            sizes.setdefault(array.size, []).append(f"the number of all values of `{name}`")
        if array.dtype.kind == "b" and array.sum() > _FEW:
            sizes.setdefault(int(array.sum()), []).append(f"the number of True in `{name}`")
    for value, root in ((ratio, False), (1 / ratio, False), (ratio**2, True), (1 / ratio**2, True)):
        n = round(value)
        if n >= 2 and abs(value / n - 1) < 1e-5 and n in sizes:
            what = " or ".join(dict.fromkeys(sizes[n][:2]))
            if root and not plain:
                return f"that is the root of {n}, perhaps {what}"
            return f"perhaps {plain}the root of {n}, {what}" if root else f"perhaps {plain}{what}"
    for name, value in a.given.numbers:
        if value > 0 and abs(value - 1) > 1e-9 and not _NAME_OF_ONE.search(name):
            if abs(ratio / value - 1) < 1e-6 or abs(ratio * value - 1) < 1e-6:
                return f"perhaps {plain}`{name}`, which is {number(value)}"
            odds = (1 - value) / value
            if odds > 0 and min(abs(ratio / odds - 1), abs(ratio * odds - 1)) < 1e-6:
                return f"that is (1 - `{name}`) / `{name}` or its inverse: perhaps two weights are exchanged"
            if abs(ratio / (1 - value) - 1) < 1e-6 if value < 1 else False:
                return f"perhaps 1 - `{name}`"
    return ""


def sized(count: int, given: Given) -> str:
    """Name an array of the call that has so many values; empty when there is none, or too few to tell."""
    found = [name for name, array in given.arrays if array.size == count > _FEW]
    return f"the number of all values of `{found[0]}`" if found else ""


def power(a: Answer) -> Iterator[str]:
    """One exponent for all values, when it is a number of the call or the logarithm of 2."""
    if a.mine.dtype.kind == "c" or not a.is_finite or not ((a.mine > 0) & (a.right > 0)).all():
        return
    solid = np.abs(np.log(a.right)) > 1e-3
    if not solid.all() or not a.right.size:
        return
    exponents = np.log(a.mine) / np.log(a.right)
    k = float(np.median(exponents))
    if abs(k - 1) < 1e-3 or not np.allclose(exponents, k, rtol=1e-6, atol=0):
        return
    said = f"it is what is expected to the power {number(k)}"
    for name, value in a.given.numbers:
        if value > 1 and abs(k / value - 1) < 1e-6:
            yield f"{said}, which is `{name}`: the exponent is not divided by it"
            return
        if value > 1 and abs(k * value - 1) < 1e-6:
            yield f"{said}, which is 1 / `{name}`: the exponent is divided by it once too often"
            return
    for value, name in _PLAIN.items():
        if "ln" in name and abs(k / value - 1) < 1e-6:
            yield f"{said}, which is {name}: the power has another base than the logarithm"
            return
