"""What hidden and public tests assert with: an answer, a gradient, an error.

Each raises `Mismatch` with what differs, or lets the submission's own failure through.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.checking.compare import NUMBERS, differences, is_array, plain_scalar, to_numpy
from autograder.checking.mismatch import Compared, Difference, Mismatch
from autograder.checking.tolerance import Rule
from autograder.isolation.failures import SubmissionError
from autograder.isolation.values import Array, describe_type
from autograder.model import Verdict

_BECAUSE = "central differences with h = 1e-5 are good to about 1e-7"
_DIRECTIONS = 3


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


def assert_gradient(
    f: Callable[[Array], Any],
    gradient: Any,
    x: Array,
    upstream: Array,
    h: float = 1e-5,
    *,
    along: np.random.Generator | None = None,
) -> None:
    """Assert that `gradient` is the derivative of ``sum(upstream * f(x))`` with respect to `x`.

    Compared with central differences in float64: relatively (1e-6) where the entries are above 1e-4, else
    absolutely at 1e-7, a floor that honest rounding does not reach. That is two calls of `f` for every entry;
    with `along`, two for each of three random directions, on which a wrong entry shows as well.

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
    along : Generator, optional
        Draws directions: for hidden tests, whose every call crosses to another process.
    """
    __tracebackhide__ = True
    x = np.array(x, dtype=np.float64)
    upstream = np.asarray(upstream, dtype=np.float64)

    def slope(step: Array) -> float:
        __tracebackhide__ = True
        above, below = (_result_of(f(x + sign * step), upstream.shape) for sign in (1, -1))
        return float(np.sum(upstream * (above - below)) / (2 * h))

    if along is not None:
        _assert_slopes(slope, gradient, x.shape, h, along)
        return
    numeric = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[index] = h
        numeric[index] = slope(step)
    assert_matches(gradient, numeric, rtol=2e-6, atol=1e-7, dtype=False, because=_BECAUSE)


def _assert_slopes(
    slope: Callable[[Array], float],
    gradient: Any,
    shape: tuple[int, ...],
    h: float,
    along: np.random.Generator,
) -> None:
    """Hold a gradient against slopes along random directions of length 1."""
    __tracebackhide__ = True
    claimed = _result_of(gradient, shape, what="gradient")
    for _ in range(_DIRECTIONS):
        direction = along.normal(size=shape)
        direction /= np.sqrt(np.sum(direction**2))
        off = abs(slope(h * direction) - float(np.sum(claimed * direction)))
        allowed = 1e-7 + 2e-6 * float(np.sum(np.abs(claimed * direction)))
        if not off <= allowed:
            said = f"the slope along a random direction is off by {off:.3g} (allowed {allowed:.1g})"
            raise Mismatch([Difference("values", said)])


def _result_of(value: Any, shape: tuple[int, ...], what: str = "forward result") -> Array:
    """Return what a function gave as float64, once it has the shape it must have."""
    __tracebackhide__ = True
    value = plain_scalar(value)
    array = to_numpy(value) if is_array(value) else np.asarray(value if type(value) in NUMBERS else np.nan)
    if array.shape != shape or array.dtype.kind not in "fiub":
        said = f"the {what} is {describe_type(value)}, expected an array of shape {list(shape)}"
        raise Mismatch([Difference("shape", said)])
    return array.astype(np.float64)


ASKED_FOR = "is asked for here"
"""How the note on an exception of another kind than a test asks for ends."""


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
    except Exception as error:
        error.add_note(f"{kind.__name__} {ASKED_FOR}")
        raise
    raise Mismatch([Difference("type", f"it returned a value where {kind.__name__} is expected")])
