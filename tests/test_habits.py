"""What a function does beside answering, watched at home."""

import numpy as np
import pytest

from autograder.checking.habits import Habits, changed
from autograder.checking.mismatch import Mismatch
from autograder.checking.runners import InProcess
from autograder.isolation.loading import Source

X = np.arange(6.0).reshape(2, 3)


def runner(text: str, harness: str | None = None) -> InProcess:
    """Return a watched file."""
    return InProcess(Source("mine", f"import numpy as np\n\n{text}", "mine.py", harness), habits=Habits())


def test_an_argument_that_is_written_into_is_told_once():
    """The first test that meets it fails and says which argument; the others judge the answers."""
    mine = runner(
        "def f(x, *, y=None):\n    y -= 1\n    return x + y\n\ndef g(x):\n    x[0] = 0\n    return x.sum()\n"
        "\ndef h(x, *others):\n    others[0][0] = 0\n    return x\n"
    )
    with pytest.raises(Mismatch, match="it writes into its argument `y`; work on a copy"):
        mine.call("f", X, y=X)
    assert mine.call("f", X, y=X).shape == (2, 3)
    with pytest.raises(Mismatch, match="it writes into its argument `x`"):
        mine.call("g", X)
    with pytest.raises(Mismatch, match="it writes into its argument `others`"):
        mine.call("h", X, X)


def test_a_result_that_a_later_call_changes_is_told_once():
    """An array that is kept between calls shows when another call writes over what the first returned."""
    mine = runner("out = np.zeros((2, 3))\n\ndef f(x):\n    out[...] = x\n    return [out]\n")
    mine.call("f", X)
    with pytest.raises(Mismatch, match="what an earlier call returned has changed with this one"):
        mine.call("f", X + 1)
    mine.call("f", X + 2)


def test_honest_functions_are_left_alone():
    """A table that is kept and not changed, numbers that are none, the same array twice: nothing to tell."""
    mine = runner(
        "table = np.ones(3)\n\ndef f(x):\n    return table\n\n"
        "def g(x):\n    x = x.copy()\n    x += 1\n    return float('nan'), x\n"
    )
    for _ in range(3):
        mine.call("f", X)
        mine.call("g", np.full(3, np.nan))


def test_what_the_harness_writes_is_not_the_students():
    """Functions beside the submission may use their arguments up."""
    mine = runner(
        "def f(x):\n    return x + 1\n", "def twice(module, x):\n    x += 1\n    return module.f(x)\n"
    )
    mine.call("twice", X)


def test_a_difference_is_one_in_type_shape_or_bits():
    """Not-a-number is itself; a float is not an int; -0.0 is not 0.0 in an array."""
    assert not changed((float("nan"), {"a": [1, X]}), (float("nan"), {"a": [1, X.copy()]}))
    for before, after in [
        (1, 1.0),
        (X, X.T),
        (np.zeros(1), -np.zeros(1)),
        ({"a": 1}, {"b": 1}),
        ([1], [1, 2]),
    ]:
        assert changed(before, after)
