"""Remarks on answers of the right form with wrong values: a relation that holds for all of them.

Each function yields at most one sentence, and only when the relation reproduces the whole answer.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from autograder.checking.remarks.answer import Answer
from autograder.checking.remarks.arrangements import arranged, endless, ruled_out
from autograder.checking.remarks.factors import factor, factor_beside_a_term, power
from autograder.checking.remarks.made import made_of
from autograder.checking.remarks.repeated import added_once, tied
from autograder.checking.remarks.sums import added, normalised
from autograder.checking.wording import number

_FEW = 3


def same_as_something(a: Answer) -> Iterator[str]:
    """Zeros, one number everywhere, an input handed back, the answer to an earlier call."""
    if a.mine.size >= 2 and not a.mine.any() and a.right.any():
        yield "every value is 0"
        return
    if a.mine.size >= 2 and a.mine.all() and a.is_finite and not a.right.any():
        yield "0 is expected everywhere"
        return
    for other in a.earlier:
        if other.shape == a.mine.shape and a.near(a.mine, other) and a.mine.any() and a.mine.size > 1:
            yield (
                "this is the answer to an earlier call of the same test, with other arguments: "
                "they are not all looked at, or something is kept between calls"
            )
            return
    for name, value in a.given.arrays:
        if value.shape == a.mine.shape and value.size > 1 and value.dtype.kind in "fiu" and a.mine.any():
            if a.near(a.mine, value.astype(a.mine.dtype)):
                yield f"the answer is just `{name}`"
                return
            if a.near(a.mine, -value.astype(a.mine.dtype)):
                yield f"the answer is just -`{name}`"
                return
    if a.mine.size >= 3 and np.unique(a.mine).size == 1 and a.is_telling:
        yield f"every value is the same number, {number(a.mine.flat[0])}"


def masked(a: Answer) -> Iterator[str]:
    """A mask read the other way round, or not at all; told by where zeros stand."""
    for name, value in a.given.arrays:
        allowed = value if value.dtype.kind == "b" else ~np.isneginf(value)
        if allowed.all() or not allowed.any():
            continue
        yes, no = ("True", "False") if value.dtype.kind == "b" else ("not -inf", "-inf")
        try:
            keep = np.broadcast_to(allowed, a.mine.shape)
        except ValueError:
            continue
        if not keep.any() or (a.right[~keep] != 0).any() or not (a.right[keep] != 0).any():
            continue
        if (a.mine[keep] == 0).all() and (a.mine[~keep] != 0).any():
            yield f"it is 0 exactly where `{name}` is {yes}: the mask is read the other way round"
            return
        mixed = np.broadcast_to(keep.any(axis=-1, keepdims=True), keep.shape) & ~keep
        if mixed.any() and (a.mine[mixed] != 0).all():
            there = f"where `{name}` is {no} 0 is expected, and something stands there"
            yield f"{there}: the mask is not applied or misread, or something is done after it"
        return


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
    if min((r < 0).sum(), (r > 0).sum()) < 2:  # few numbers are cut off by accident
        del candidates["what is expected, but never below 0"]
    if a.mine.size == 1:  # so many single numbers are near a whole one, or one apart
        for words in ("what is expected, rounded", "what is expected plus 1", "what is expected minus 1"):
            del candidates[words]
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
    # a few numbers are near others by accident, too
    if gap < (1e-3 if a.mine.size > _FEW else 1e-6):
        yield (
            f"it is nearly right, off by {number(gap)} of the largest value: perhaps a small constant (eps), "
            "a rounding, float32 on the way, a coarser approximation"
        )


RELATIONS = (
    same_as_something,
    masked,
    added_once,
    tied,
    ruled_out,
    normalised,
    factor,
    factor_beside_a_term,
    arranged,
    added,
    through_a_function,
    made_of,
    power,
    accumulated,
    precise,
)

IN_PART = (normalised, precise, ruled_out, endless)
"""Those that leave open what stands at each place."""

RELATIONS_WITH_INFINITY = (tied, arranged, ruled_out, endless)
"""For answers that are infinite where they should not be."""
