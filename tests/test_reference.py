"""The fixture `compare` and its variants, on submissions run in this process."""

import numpy as np
import pytest

from autograder.checking.mismatch import Mismatch
from autograder.checking.reference import Compare, layouts_of
from autograder.checking.runners import InProcess
from autograder.isolation.failures import SubmissionError
from autograder.isolation.loading import Source
from autograder.isolation.rebuilding import copy

REFERENCE = "import numpy as np\n\ndef f(x, k=1.0):\n    return x * k\n"
X = np.arange(12.0).reshape(3, 4) + 1


def against(body: str) -> Compare:
    """Compare a function with the reference."""
    text = f"import numpy as np\n\ndef f(x, k=1.0):\n    {body}\n"
    sources = Source("mine", text, "mine.py"), Source("ours", REFERENCE, "ours.py")
    return Compare(*map(InProcess, sources))


def test_the_answer_is_given_back():
    """A match returns the submission's answer, for tests that ask more of it."""
    assert np.array_equal(3 * X, against("return k * x")("f", X, 3.0))
    assert np.array_equal(3 * X, against("return k * x")("f", X, k=3.0))


def test_a_difference_is_a_mismatch():
    """Anything else is a mismatch."""
    with pytest.raises(Mismatch, match="values: "):
        against("return x + k")("f", X)


def test_variants_change_one_demand_each():
    """Tolerance, dtype and reduction are asked for otherwise without touching the original."""
    near, wide = against("return x * k * (1 + 3e-8)"), against("return x.astype('float32')")

    for refused in (near, near.any_dtype, wide, wide.within(reduction=4)):
        with pytest.raises(Mismatch):
            refused("f", X)
    near.within(reduction=16)("f", X)
    near.within(rtol=1e-6, because="a test")("f", X)
    wide.any_dtype("f", X)
    with pytest.raises(TypeError, match="because="):
        near.within(rtol=1e-6)


def test_strictly_lets_overflow_raise():
    """What numpy only warns of is an error in the submission."""
    compare = against("np.exp(np.float64(1000.0)); return x * k")
    with np.errstate(over="ignore"):
        compare("f", X)
    with pytest.raises(FloatingPointError):
        compare.strictly("f", X)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("x *= k; return x.copy()", "it writes into its argument 1"),
        ("return x", "the result shares memory with its argument 1"),
        ("return x.T.T[:]", "the result shares memory with its argument 1"),
        ("x += 1; x -= 1; return x * k", "it cannot work on read-only inputs"),
    ],
)
def test_inputs_stay_untouched(body, words):
    """Writing, sharing memory and needing a writable input are told apart."""
    with pytest.raises((Mismatch, SubmissionError), match=words):
        against(body).untouched("f", X, 2.0)


def test_honest_functions_leave_inputs_untouched():
    """A copy that is written into is fine; keyword arguments and lists of arrays are looked at too."""
    against("x = x.copy(); x *= k; return x").untouched("f", X, k=2.0)
    with pytest.raises(Mismatch, match="argument 'k'"):
        against("k[0][0] = 5.0; return x * 1.0").untouched("f", X, k=[np.ones(2)])


@pytest.mark.parametrize(
    ("body", "layout"),
    [
        ("return (x.ravel('K') * k).reshape(x.shape)", "in Fortran order"),
        ("return (x + (x.strides[1] == 16)) * k", "a strided view"),
        ("return (x + (x.strides[0] < 0)) * k", "a reversed view"),
    ],
)
def test_layouts_are_tried(body, layout):
    """Code that reads memory in its own order is told with which layout it fails."""
    with pytest.raises(Mismatch, match=f"when its argument 1 is {layout}"):
        against(body).layouts("f", X, 1.0)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("return x * (k + (k.strides[0] < 0))", "when its argument 'k' is a reversed view"),
        ("return x * (k + (x.strides != k.strides))", "when its argument 1 is in Fortran order"),
        (
            "return x * (k + (x.flags.f_contiguous and k.strides[1] == 16))",
            "when its arguments are stored each in another way",
        ),
    ],
)
def test_arguments_are_stored_in_unlike_ways(body, told):
    """What goes wrong for one argument alone, or for two stored otherwise, is found and told."""
    against("return x * k").layouts("f", X, k=X + 1)
    with pytest.raises(Mismatch, match=told):
        against(body).layouts("f", X, k=X + 1)


def test_layouts_take_few_calls():
    """However many arguments there are, five calls try every way of storing each."""
    compare = against("return x * k")
    compare.layouts("f", X, X + 1)
    assert len(compare.submission.calls) == 5
    stored = {
        argument: {call.args[argument].strides for call in compare.submission.calls} for argument in (0, 1)
    }
    assert all(len(ways) == 4 for ways in stored.values())  # a transposed view lies as Fortran's order does


def test_honest_functions_pass_in_all_layouts():
    """The same values stored otherwise give the same answer, for two arrays and keywords as well."""
    against("return np.multiply(k, x)").layouts("f", X, k=X.copy())


@pytest.mark.parametrize("shape", [(4,), (3, 4), (2, 3, 4), (1, 1)])
def test_layouts_hold_the_same_values(shape):
    """Each layout equals the array, is stored otherwise, and keeps that on its way to the submission."""
    array = np.arange(float(np.prod(shape))).reshape(shape)
    for label, other in layouts_of(array):
        sent = copy(other, layout=True)

        assert np.array_equal(array, sent), label
        assert np.sign(other.strides).tolist() == np.sign(sent.strides).tolist(), label
        if array.size > 1:
            assert other.strides != array.strides, label
