"""What tests of the suites assert with: answers, gradients, errors."""

import numpy as np
import pytest

from autograder.checking.assertions import assert_gradient, assert_matches, assert_raises
from autograder.checking.mismatch import Mismatch
from autograder.isolation.failures import SubmissionError
from autograder.isolation.messages import Failure
from autograder.model import Verdict


def test_a_tolerance_of_its_own_needs_a_reason():
    """A test that is laxer than the course has to say why."""
    with pytest.raises(TypeError, match="because="):
        assert_matches(1.0, 1.1, rtol=0.2)
    assert_matches(1.0, 1.1, rtol=0.2, because="an estimate")


def test_gradients_are_held_against_central_differences():
    """The derivative of sum(upstream * f(x)) passes; one wrong entry, sign or shape does not."""
    rng = np.random.default_rng(3)
    x, upstream = rng.standard_normal((2, 3)), rng.standard_normal((2, 3))
    right = upstream * np.cos(x)
    assert_gradient(np.sin, right, x, upstream)

    spoilt = right.copy()
    spoilt[1, 2] *= 1 + 1e-4
    for gradient in (spoilt, -right, right.T, right[0], 0 * right, right + 1e-3):
        with pytest.raises(Mismatch):
            assert_gradient(np.sin, gradient, x, upstream)


def test_gradients_are_held_against_slopes_along_random_directions():
    """Six calls are enough for a wrong entry, sign, shape, type or NaN to show; the right gradient passes."""
    rng = np.random.default_rng(3)
    x, upstream = rng.standard_normal((20, 3)), rng.standard_normal((20, 3))
    right = upstream * np.cos(x)
    calls = []

    def sine(value):
        calls.append(value)
        return np.sin(value)

    for seed in range(20):
        assert_gradient(sine, right, x, upstream, along=np.random.default_rng(seed))
    assert len(calls) == 20 * 6

    spoilt, holed = right.copy(), right.copy()
    spoilt[1, 2] += 1e-4
    holed[0, 0] = np.nan
    wrong = (spoilt, -right, right.T, right[0], 0 * right, right + 1e-4, holed, right.tolist(), None)
    for gradient in wrong:
        with pytest.raises(Mismatch):
            assert_gradient(np.sin, gradient, x, upstream, along=rng)


def test_a_forward_result_of_the_wrong_shape_is_told():
    """A function that returns another shape than the upstream gradient is not broadcast."""
    with pytest.raises(
        Mismatch, match=r"the forward result is float64\[\], expected an array of shape \[3\]"
    ):
        assert_gradient(np.sum, np.ones(3), np.ones(3), np.ones(3))


def fail_with(error: BaseException):
    def function() -> None:
        raise error

    return function


def remote(kind: str, verdict: Verdict = Verdict.RAISED) -> SubmissionError:
    return SubmissionError(verdict, Failure(kind, kind, "text"))


@pytest.mark.parametrize(
    ("wanted", "raised"),
    [(ValueError, "ValueError"), (ValueError, "UnicodeDecodeError"), (LookupError, "IndexError")],
)
def test_an_exception_is_recognised_on_both_sides(wanted, raised):
    """The same exceptions do, subclasses included, at home and in a worker."""
    assert_raises(wanted, fail_with(remote(raised)))
    assert_raises(LookupError, fail_with(IndexError("text")))


@pytest.mark.parametrize("kind", ["TypeError", "Exception", "no_such_error", "print"])
def test_another_exception_is_not_the_one(kind):
    """Anything else is the submission's failure, whatever name a worker claims."""
    with pytest.raises(SubmissionError):
        assert_raises(ValueError, fail_with(remote(kind)))


def test_a_stub_raises_nothing_that_counts():
    """NotImplementedError is a RuntimeError to Python, but a stub has not raised what is asked for."""
    with pytest.raises(NotImplementedError):
        assert_raises(RuntimeError, fail_with(NotImplementedError()))
    with pytest.raises(SubmissionError):
        assert_raises(RuntimeError, fail_with(remote("NotImplementedError", Verdict.NOT_IMPLEMENTED)))


def test_returning_a_value_is_not_raising():
    """A function that answers where an error is expected is told so."""
    with pytest.raises(Mismatch, match="it returned a value where ValueError is expected"):
        assert_raises(ValueError, lambda: 1)
