"""What further calls of a wrong function show about its options."""

import numpy as np
import pytest

from autograder.checking.experiments import tried
from autograder.checking.runners import InProcess
from autograder.isolation.loading import Source

X = np.array([[1.0, 2.0, 4.0], [3.0, 5.0, 9.0]])
TEXT = """
def total(x, axis=-1, mean=False):
    return x.sum(axis=-1) / (x.shape[-1] if mean else 1)


def blend(old, new, momentum=0.1):
    return momentum * old + (1 - momentum) * new


def norm(x, momentum=0.1, training=True):
    return x - x.mean(), (x if training else 2 * x)


def grow(x, size=1):
    return x * (size - 1)
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
            "with 1 - `momentum` in the place of `momentum`, 0.3, it would be right",
        ),
        ("grow", (X,), {"size": 3}, X * 3, "with `size` + 1 in the place of `size`, 3, it would be right"),
        (
            "norm",
            (X,),
            {"training": False},
            (X, 2 * X),
            "without `training` the answer is the same: is it used?",
        ),
    ],
    ids=["ignored", "default", "used", "exchanged weights", "off by one", "ignored in the wrong part"],
)
def test_an_option_is_told_by_what_it_does(function, args, kwargs, expected, sentence):
    """It makes no difference, or with another value the answer would be right; both were tried."""
    assert sentence == said(function, *args, expected=expected, **kwargs)


def test_a_number_that_need_not_matter_is_not_accused():
    """In evaluation a momentum changes nothing, and rightly so."""
    assert "" == said("norm", X, momentum=0.7, expected=(X, X))
