"""What further calls of a wrong function show about its options."""

import numpy as np
import pytest

from autograder.checking.experiments import tried
from autograder.checking.runners import InProcess
from autograder.isolation.loading import Source

X = np.array([[1.0, 2.0, 4.0], [3.0, 5.0, 9.0]])
SQUARE = np.array([[1.0, 2.0, 0.5], [0.0, 1.0, 3.0], [4.0, -1.0, 2.0]])
TEXT = """
def total(x, axis=-1, mean=False):
    return x.sum(axis=-1) / (x.shape[-1] if mean else 1)


def blend(old, new, momentum=0.1):
    return momentum * old + (1 - momentum) * new


def norm(x, momentum=0.1, training=True):
    return x - x.mean(), (x if training else 2 * x)


def grow(x, size=1):
    return x * (size - 1)


def step(x, k):
    return x + int(k)


def layer(x, w, mask=None):
    out = x @ w
    return out if mask is None else out * ~mask


def below(x, y):
    return x - y, 0


def turned(x, places):
    return x * -places


def typed(x, dtype=list, scale=1.0):
    return x * scale


def first_above(x, u):
    return int((x > u).argmax())
"""


def said(function: str, *args: object, expected: object = None, **kwargs: object) -> str:
    """Call a function of the text, and say what was found out about the call."""
    runner = InProcess(Source("toy", TEXT, "toy.py"))
    runner.call(function, *args, **kwargs)
    return tried(runner, runner.calls[-1], expected)


@pytest.mark.parametrize(
    ("function", "args", "kwargs", "expected", "sentence"),
    [
        ("total", (X,), {"axis": 0}, X.sum(axis=0), "without `axis` the answer is the same: is it used?"),
        ("total", (X,), {"axis": -1}, X.sum(), ""),
        ("total", (X,), {"mean": True}, X.sum(), ""),
        (
            "blend",
            (X, 2 * X),
            {"momentum": 0.3},
            0.7 * X + 0.3 * 2 * X,
            "with 1 - `momentum` in the place of `momentum`, 0.3, or with `old` and `new` exchanged "
            "it would be right",
        ),
        ("grow", (X,), {"size": 3}, X * 3, "with `size` + 1 in the place of `size`, 3, it would be right"),
        (
            "norm",
            (X,),
            {"training": False},
            (X, 2 * X),
            "without `training` the answer is the same: is it used?",
        ),
        (
            "step",
            (X,),
            {"k": 2.5},
            X + 2.5,
            "with 2 in the place of `k`, 2.5, the answer is the same",
        ),
        ("layer", (X, SQUARE), {}, X @ SQUARE.T, "with `w` transposed it would be right"),
        (
            "layer",
            (X, SQUARE),
            {"mask": X @ SQUARE > 20},
            (X @ SQUARE) * (X @ SQUARE > 20),
            "with True and False exchanged in `mask` it would be right",
        ),
        ("below", (X, X**2), {}, (X**2 - X, 0), "with `x` and `y` exchanged it would be right"),
        (
            "turned",
            (X,),
            {"places": np.arange(3, dtype=np.uint8)},
            -X * [0, 1, 2],
            "with int64 in the place of uint8 in `places` it would be right",
        ),
    ],
    ids=[
        *("ignored", "default", "used", "exchanged weights", "off by one", "ignored in the wrong part"),
        *("a fraction", "transposed", "mask", "arguments", "unsigned"),
    ],
)
def test_an_option_is_told_by_what_it_does(function, args, kwargs, expected, sentence):
    """It makes no difference, or with another value the answer would be right; both were tried."""
    assert sentence == said(function, *args, expected=expected, **kwargs)


def test_a_part_of_the_result_is_looked_at_alone():
    """What was compared decides, whatever the rest of the result says."""
    runner = InProcess(Source("toy", TEXT, "toy.py"))
    runner.call("below", X, X**2)
    said = "with `x` and `y` exchanged it would be right"
    assert said == tried(runner, runner.calls[-1], X**2 - X, 0)
    assert "" == tried(runner, runner.calls[-1], 1, 1)


def test_further_calls_are_not_heard(capsys):
    """What a function prints is printed once, by the call of the test."""
    runner = InProcess(Source("toy", "def loud(x, k=1):\n    print('k', k)\n    return x * k\n", "toy.py"))
    runner.call("loud", X, k=3)
    assert "with `k` + 1 in the place of `k`, 3, it would be right" == tried(runner, runner.calls[-1], 4 * X)
    assert "k 3\n" == capsys.readouterr().out


def test_further_calls_do_not_warn(recwarn):
    """A warning of an input that only the remark tried would be put down to the student's code."""
    text = "import numpy as np\ndef root(x, rate):\n    return np.sqrt(rate * x)\n"
    runner = InProcess(Source("toy", text, "toy.py"))
    runner.call("root", X, 0.25)
    assert "" == tried(runner, runner.calls[-1], X)

    assert [] == [str(one.message) for one in recwarn]


def test_a_default_that_is_no_plain_value_is_left_alone():
    """A type as a default cannot be handed over as data; other arguments are tried all the same."""
    found = said("typed", X, dtype="float32", scale=4.0, expected=2 * X)
    assert found == "with the root of `scale` in the place of `scale`, 4, it would be right"


def test_a_number_that_need_not_matter_is_not_accused():
    """In evaluation a momentum changes nothing, and rightly so."""
    assert "" == said("norm", X, momentum=0.7, expected=(X, X))


def test_a_float_is_not_accused_where_one_whole_number_is_asked_for():
    """Of so few possible answers many a number gives the right one by accident."""
    cumulative = np.array([0.1, 0.3, 0.6])  # the root of 1/4, and only that, gives 2

    assert "" == said("first_above", cumulative, 0.25, expected=2)
    assert "the root of `u`" in said("first_above", cumulative, 0.25, expected=np.array(2))
