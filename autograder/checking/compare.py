"""Compare a submission's answer with the expected one, and say what differs in a few lines.

In this order: structure, exact type, shape, dtype, finiteness, values. Nothing is broadcast, so a wrong
shape never passes. Tolerance follows the coarser dtype of the two and grows with the square root of the
length of the reduction behind each number.

Both sides are plain data by the time they come here; no method of a student's object is ever called.
"""

from __future__ import annotations

import builtins
import math
import sys
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checking.wording import number, plural
from autograder.course import Tolerance, Tolerances
from autograder.isolation.failures import SubmissionError
from autograder.isolation.values import Array, describe_type
from autograder.model import Verdict

NUMBERS = (bool, int, float, complex)


TOLERANCES: ContextVar[Tolerances] = ContextVar("tolerances", default=Tolerances())  # noqa: B039 (frozen)
"""The course's, set by the plugin. float16 takes ten times float32's."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs.

    Parameters
    ----------
    aspect : str
        ``structure``, ``type``, ``shape``, ``dtype``, ``finite`` or ``values``.
    text : str
        What differs, without a number of the expected answer.
    detail : str
        With numbers: for public tests.
    """

    aspect: str
    text: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """What was compared, for sentences of public tests."""

    actual: Any
    expected: Any
    rule: Rule


class Mismatch(AssertionError):  # noqa: N818 (a test's finding, not a fault of the program)
    """An answer that differs from the expected one."""

    def __init__(self, differences: list[Difference]) -> None:
        super().__init__("; ".join(f"{d.aspect}: {d.text}" for d in differences))
        self.differences = differences
        self.compared: Compared | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """How strictly to compare."""

    rtol: float | None = None
    atol: float | None = None
    reduction: int = 1
    dtype: bool = True

    def tolerance(self, *dtypes: np.dtype[Any]) -> Tolerance:
        """Return what is allowed for answers of these dtypes."""
        table = TOLERANCES.get()
        base = table.float64
        for dtype in dtypes:
            if dtype.kind in "fc" and np.finfo(dtype).bits < 64:
                base = table.float32
                if np.finfo(dtype).bits < 32:
                    base = Tolerance(10 * base.rtol, 10 * base.atol)
                    break
        grow = math.sqrt(max(1, self.reduction))
        return Tolerance(
            grow * base.rtol if self.rtol is None else self.rtol,
            grow * base.atol if self.atol is None else self.atol,
        )


DEFAULT_RULE = Rule()


def assert_matches(
    actual: object,
    expected: object,
    *,
    rtol: float | None = None,
    atol: float | None = None,
    reduction: int = 1,
    dtype: bool = True,
    because: str | None = None,
) -> None:
    """Assert that a submission's answer is the expected one.

    Parameters
    ----------
    actual : plain value
        What a call of the submission returned.
    expected : plain value
        Numbers, arrays, tensors, or containers of them.
    rtol, atol : float, optional
        Tolerance in place of the course's; say in `because` why.
    reduction : int
        Number of terms summed into each number; the course's tolerance grows with its square root.
    dtype : bool
        Whether the dtype must be the same.

    Raises
    ------
    Mismatch
        With what differs.
    """
    __tracebackhide__ = True
    if (rtol is not None or atol is not None) and not because:
        raise TypeError("a tolerance of its own needs its reason: assert_matches(..., because='...')")
    rule = Rule(rtol, atol, reduction, dtype)
    found = list(differences(actual, expected, rule))
    if found:
        mismatch = Mismatch(found)
        mismatch.compared = Compared(actual, expected, rule)
        raise mismatch


def differences(
    actual: Any, expected: Any, rule: Rule = DEFAULT_RULE, path: str = ""
) -> Iterator[Difference]:
    """Yield what differs, the first difference of each part."""
    actual, expected = _plain_scalar(actual), _plain_scalar(expected)
    kind = type(expected)
    if kind in (list, tuple, dict):
        yield from _containers(actual, expected, rule, path)
    elif _is_array(expected):
        yield from _arrays(actual, expected, rule, path)
    elif kind in NUMBERS:
        yield from _numbers(actual, expected, rule, path)
    elif type(actual) is not kind:
        yield Difference(
            "type", f"{at(path)}it is {describe_type(actual)}, expected {describe_type(expected)}"
        )
    elif actual != expected:
        yield Difference("values", f"{at(path)}it differs", f"{at(path)}{actual!r}, expected {expected!r}")


def at(path: str) -> str:
    """Say where in a container: ``in [1]: ``."""
    return f"in {path}: " if path else ""


def _containers(actual: Any, expected: Any, rule: Rule, path: str) -> Iterator[Difference]:
    if type(actual) is not type(expected):
        yield Difference(
            "type", f"{at(path)}it is {describe_type(actual)}, expected {describe_type(expected)}"
        )
    elif type(expected) is dict:
        for key in [key for key in expected if key not in actual]:
            yield Difference("structure", f"{at(path)}the key {key!r} is missing")
        extra = [key for key in actual if key not in expected]
        if extra:  # what they are is the submission's word, and there may be very many
            text = f"{at(path)}it has {plural(len(extra), 'key')} too many"
            yield Difference("structure", text, f"{text}, such as {str(extra[0])[:40]!r}")
        for key in [key for key in expected if key in actual]:
            yield from differences(actual[key], expected[key], rule, f"{path}[{key!r}]")
    elif len(actual) != len(expected):
        yield Difference("structure", f"{at(path)}it has {len(actual)} items, expected {len(expected)}")
    elif all(type(item) in (*NUMBERS, str) for item in expected) and len(expected) > 4:
        yield from _sequence(actual, expected, rule, path)
    else:
        for i, (mine, right) in enumerate(zip(actual, expected, strict=True)):
            yield from differences(mine, right, rule, f"{path}[{i}]")


def _sequence(actual: Any, expected: Any, rule: Rule, path: str) -> Iterator[Difference]:
    """Compare long sequences of numbers or words, telling the first that differs and how many."""
    wrong = [
        (i, difference)
        for i, (mine, right) in enumerate(zip(actual, expected, strict=True))
        for difference in differences(mine, right, rule, f"{path}[{i}]")
    ]
    if wrong:
        _, first = wrong[0]
        count = f" ({len(wrong)} of {len(expected)} differ)"
        yield Difference(first.aspect, first.text + count, first.detail and first.detail + count)


def _numbers(actual: Any, expected: Any, rule: Rule, path: str) -> Iterator[Difference]:
    """Compare Python numbers; an array of shape () does as well as a number."""
    if _is_array(actual) and _numpy(actual).shape == ():
        actual = _numpy(actual).item()
    if type(actual) not in NUMBERS or (type(actual) is bool) != (type(expected) is bool):
        yield Difference(
            "type", f"{at(path)}it is {describe_type(actual)}, expected {describe_type(expected)}"
        )
    elif type(expected) in (bool, int):
        if actual != expected:
            yield Difference("values", f"{at(path)}it differs", f"{at(path)}{actual}, expected {expected}")
    else:
        for found in _values(np.asarray(actual), np.asarray(expected), rule):
            yield Difference(found.aspect, at(path) + found.text, found.detail and at(path) + found.detail)


def _arrays(actual: Any, expected: Any, rule: Rule, path: str) -> Iterator[Difference]:
    if type(actual) in NUMBERS and _numpy(expected).shape == ():
        actual = np.asarray(actual)
    if not _is_array(actual) or (type(actual) is np.ndarray) != (type(expected) is np.ndarray):
        yield Difference(
            "type", f"{at(path)}it is {describe_type(actual)}, expected {describe_type(expected)}"
        )
        return
    mine, right = _numpy(actual), _numpy(expected)
    if mine.shape != right.shape:
        yield Difference("shape", f"{at(path)}it is {_shape(mine)}, expected {_shape(right)}")
        return
    if rule.dtype and mine.dtype != right.dtype:
        yield Difference("dtype", f"{at(path)}it is {mine.dtype}, expected {right.dtype}")
        return
    for found in _values(mine, right, rule):
        yield Difference(found.aspect, at(path) + found.text, found.detail and at(path) + found.detail)


def _values(actual: Array, expected: Array, rule: Rule) -> Iterator[Difference]:
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
        yield Difference("finite", f"{endless.sum()} of {endless.size} are infinite{_first(endless)}")
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
    text = f"{_count(bad, 'worst', where)}, off by {number(float(gap[where]))} (allowed {number(allowed)})"
    return Difference("values", text, f"{text}: {number(mine[where])}, expected {number(right[where])}")


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
        if np.allclose(ratios, ratio, rtol=1e-5, atol=0) and np.allclose(mine, scaled, atol=1e-8):
            yield Difference("note", f"every value is {number(ratio)} times what is expected")
    if mine.ndim >= 2 and mine.shape[-1] == mine.shape[-2] > 1:
        turned = np.swapaxes(right, -1, -2)
        if np.allclose(mine, turned, rtol=tolerance.rtol, atol=tolerance.atol, equal_nan=True):
            yield Difference("note", "it is right after the last two axes are swapped")


def assert_gradient(
    f: Callable[[Array], Any], gradient: Any, x: Array, upstream: Array, h: float = 1e-5
) -> None:
    """Assert that `gradient` is the derivative of ``sum(upstream * f(x))`` with respect to `x`.

    Compared with central differences in float64, entry by entry: relatively (1e-6) where the entries are
    above 1e-4, else absolutely at 1e-7, a floor that honest rounding does not reach.

    Parameters
    ----------
    f : callable
        Takes an array like `x` and returns an array shaped like `upstream`.
    gradient : array, shape of x
        The claim.
    x, upstream : array
        Where, and the gradient that comes from above.
    h : float
        Step.
    """
    __tracebackhide__ = True
    x = np.array(x, dtype=np.float64)
    upstream = np.asarray(upstream, dtype=np.float64)
    numeric = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        ends = []
        for step in (h, -h):
            moved = x.copy()
            moved[index] += step
            ends.append(_result_of(f(moved), upstream.shape))
        numeric[index] = np.sum(upstream * (ends[0] - ends[1])) / (2 * h)
    assert_matches(
        gradient,
        numeric,
        rtol=2e-6,
        atol=1e-7,
        dtype=False,
        because="central differences with h = 1e-5 are good to about 1e-7",
    )


def _result_of(value: Any, shape: tuple[int, ...]) -> Array:
    """Return what a forward function gave as float64, once it has the shape it must have."""
    __tracebackhide__ = True
    value = _plain_scalar(value)
    array = _numpy(value) if _is_array(value) else np.asarray(value if type(value) in NUMBERS else np.nan)
    if array.shape != shape or array.dtype.kind not in "fiub":
        said = f"the forward result is {describe_type(value)}, expected an array of shape {list(shape)}"
        raise Mismatch([Difference("shape", said)])
    return array.astype(np.float64)


def assert_raises(kind: type[Exception], function: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
    """Assert that a call of the submission raises `kind`, at home and in a worker alike."""
    __tracebackhide__ = True
    try:
        function(*args, **kwargs)
    except NotImplementedError:
        raise
    except kind:
        return
    except SubmissionError as error:
        if error.verdict is Verdict.RAISED and error.failure is not None:
            raised = vars(builtins).get(error.failure.kind)
            if isinstance(raised, type) and issubclass(raised, kind):
                return
        raise
    raise Mismatch([Difference("type", f"it returned a value where {kind.__name__} is expected")])


def _is_array(value: Any) -> bool:
    return type(value) is np.ndarray or _is_tensor(value)


def _is_tensor(value: Any) -> bool:
    torch = sys.modules.get("torch")
    return torch is not None and type(value) in (torch.Tensor, torch.nn.Parameter)


def _numpy(value: Any) -> Array:
    array: Array = value.detach().cpu().numpy() if _is_tensor(value) else value
    return array


def _plain_scalar(value: Any) -> Any:
    """Turn numpy's scalars into arrays of shape (), so that either will do."""
    return np.asarray(value) if isinstance(value, np.generic) else value


def _shape(array: Array) -> str:
    return f"[{', '.join(str(n) for n in array.shape)}]"
