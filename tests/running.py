"""A run of a suite of one exercise, in this process, for tests of what becomes of its tests."""

from fractions import Fraction

import numpy as np

from autograder.checking.run import Run
from autograder.checking.runners import Functions, InProcess
from autograder.checking.suite import Place
from autograder.isolation.loading import Source
from autograder.model import Exercise

EXERCISE = Exercise("f", Fraction(10), ("f",))


def place(test: str, *, is_speed: bool = False) -> Place:
    return Place(EXERCISE, test, Fraction(5), is_speed, "")


def hidden_run() -> Run:
    """Return a run of a hidden suite in which f was called once."""
    ours = "def f(secret):\n    return secret\n"
    harness = "def g(module, x):\n    raise TypeError('f has to return a tuple of three')\n"
    run = Run(InProcess(Source("mine", ours, "mine.py")), InProcess(Source("mine", ours, "mine.py", harness)))
    run.begin(place("test_one"))
    Functions(run.runner).f(np.array([1234.5]))
    return run
